import ArgumentParser
import Engine
import Foundation

/// Measures this machine: BLAS rate and step times.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures step times against their matrix products alone, on one thread.",
    discussion: "The products are those with a row for each sample, forward and both adjoints.")

  @Option(help: "How often to measure each figure; the median counts.")
  var repetitions = 7

  @Option(help: "How to print.")
  var format = BenchFormat.text

  func validate() throws {
    if repetitions < 1 {
      throw ValidationError("--repetitions is \(repetitions); allowed: a whole number from 1")
    }
  }

  func run() throws {
    let figures = try Self.networks.map { network in
      var benchmark = StepBenchmark(try network.configuration())
      let (step, products) = measure(&benchmark)
      return Figure(
        network: network.name, samples: benchmark.samples, step: step, products: products,
        rate: benchmark.multiplications / products)
    }
    switch format {
    case .json:
      print("{\"blas_kernel\": \(Datum.text(BLAS.kernel).json), \"threads\": 1, \"networks\": [")
      print(figures.map { "  " + $0.json }.joined(separator: ",\n") + "\n]}")
    case .text:
      print("BLAS kernel \(BLAS.kernel), one thread, float32, full-batch AdamW")
      print("network                          N   step ms   products ms   ratio   GFLOP/s")
      for figure in figures { print(figure.text) }
    }
  }

  /// Medians of both times, taken in turn so that a change of clock rate meets both.
  private func measure(_ benchmark: inout StepBenchmark) -> (step: Double, products: Double) {
    var steps: [Double] = []
    var products: [Double] = []
    for _ in 0...repetitions {
      steps.append(seconds { benchmark.step() })
      products.append(seconds { benchmark.multiplyOnly() })
    }
    return (median(steps.dropFirst()), median(products.dropFirst()))
  }

  /// Seconds of one call, averaged over a fifth of a second.
  private func seconds(_ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    var calls = 0
    while clock.now - start < .milliseconds(200) {
      body()
      calls += 1
    }
    return (clock.now - start) / .seconds(1) / Double(calls)
  }

  private func median(_ values: some Sequence<Double>) -> Double {
    let sorted = values.sorted()
    return sorted[sorted.count / 2]
  }
}

/// How `bench` prints.
enum BenchFormat: String, CaseIterable, ExpressibleByArgument {
  /// A table.
  case text
  /// One object.
  case json
}

/// What was measured of one network; times in seconds.
private struct Figure {
  let network: String
  let samples: Int
  let step: Double
  let products: Double
  /// Floating-point operations a second, in the products alone.
  let rate: Double

  var text: String {
    network.padding(toLength: 29, withPad: " ", startingAt: 0)
      + String(
        format: " %5d %9.3f %13.3f %7.2f %9.0f", samples, step * 1e3, products * 1e3,
        step / products, rate / 1e9)
  }

  var json: String {
    jsonObject([
      ("network", .text(network)), ("samples", .integer(samples)),
      ("step_milliseconds", .number(step * 1e3)),
      ("products_milliseconds", .number(products * 1e3)), ("ratio", .number(step / products)),
      ("gigaflops", .number(rate / 1e9)),
    ])
  }
}

/// A network to be timed.
private struct BenchedNetwork {
  let name: String
  let modulus: Int
  /// N, the number of training samples.
  let samples: Int
  /// The model as an experiment file would have it.
  let model: [String: ConfigurationNode.Content]

  func configuration() throws -> TrialConfiguration {
    var task = ModularArithmetic()
    task.modulus = modulus
    var configuration = TrialConfiguration()
    configuration.task = .modular(task)
    let entries = model.map { ConfigurationNode.Entry(key: $0, value: ConfigurationNode($1)) }
    configuration.model = try ModelKind(ConfigurationNode(.mapping(entries)), at: "model")
    configuration.trainFraction = Double(samples) / Double(task.sampleCount)
    return configuration
  }
}

extension BenchCommand {
  private static func perceptron(
    embedding: Int? = nil, width: Int, _ activation: String
  ) -> [String: ConfigurationNode.Content] {
    var model: [String: ConfigurationNode.Content] = [
      "kind": .text("perceptron"), "input": .text(embedding == nil ? "two-hot" : "embedding"),
      "width": .integer(width), "activation": .text(activation),
    ]
    if let embedding { model["embedding"] = .integer(embedding) }
    return model
  }

  private static let networks = [
    BenchedNetwork(
      name: "two-hot p 113 width 128", modulus: 113, samples: 3830,
      model: perceptron(width: 128, "relu")),
    BenchedNetwork(
      name: "two-hot p 113 width 512", modulus: 113, samples: 3830,
      model: perceptron(width: 512, "relu")),
    BenchedNetwork(
      name: "two-hot p 23 width 64", modulus: 23, samples: 264,
      model: perceptron(width: 64, "relu")),
    BenchedNetwork(
      name: "embedding p 59 width 256", modulus: 59, samples: 1740,
      model: perceptron(embedding: 128, width: 256, "gelu")),
    BenchedNetwork(
      name: "nanda-2023", modulus: 113, samples: 3830,
      model: ["kind": .text("nanda-2023")]),
    BenchedNetwork(
      name: "norm-separation-2026", modulus: 97, samples: 4704,
      model: ["kind": .text("norm-separation-2026")]),
    BenchedNetwork(
      name: "power-2022", modulus: 97, samples: 4704, model: ["kind": .text("power-2022")]),
  ]
}
