import ArgumentParser
import Engine
import Foundation

/// Measures this machine: BLAS rate and step times.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures step times against their matrix products alone, on one thread.")

  @Option(help: "How often to measure each figure; the median counts.")
  var repetitions = 7

  func run() throws {
    print("BLAS kernel \(BLAS.kernel), one thread, float32, full-batch AdamW")
    print("network                          N   step ms   products ms   ratio   GFLOP/s")
    for network in Self.networks {
      var benchmark = StepBenchmark(try network.configuration())
      let (step, products) = measure(&benchmark)
      let rate = benchmark.multiplications / products / 1e9
      print(
        network.name.padding(toLength: 30, withPad: " ", startingAt: 0),
        String(
          format: "%4d %9.3f %13.3f %7.2f %9.0f", benchmark.samples, step * 1e3, products * 1e3,
          step / products, rate))
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

/// A network to be timed.
private struct BenchedNetwork {
  let name: String
  let modulus: Int
  let fraction: Double
  /// The model as an experiment file would have it.
  let model: [String: ConfigurationNode.Content]

  func configuration() throws -> TrialConfiguration {
    var task = ModularArithmetic()
    task.modulus = modulus
    var configuration = TrialConfiguration()
    configuration.task = .modular(task)
    let entries = model.map { ConfigurationNode.Entry(key: $0, value: ConfigurationNode($1)) }
    configuration.model = try ModelKind(ConfigurationNode(.mapping(entries)), at: "model")
    configuration.trainFraction = fraction
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
      name: "two-hot p 113 width 128", modulus: 113, fraction: 0.3,
      model: perceptron(width: 128, "relu")),
    BenchedNetwork(
      name: "two-hot p 113 width 512", modulus: 113, fraction: 0.3,
      model: perceptron(width: 512, "relu")),
    BenchedNetwork(
      name: "two-hot p 23 width 64", modulus: 23, fraction: 0.5,
      model: perceptron(width: 64, "relu")),
    BenchedNetwork(
      name: "embedding p 59 width 256", modulus: 59, fraction: 0.5,
      model: perceptron(embedding: 128, width: 256, "gelu")),
    BenchedNetwork(
      name: "nanda-2023 p 113", modulus: 113, fraction: 0.3,
      model: ["kind": .text("nanda-2023")]),
    BenchedNetwork(
      name: "norm-separation-2026 p 97", modulus: 97, fraction: 0.5,
      model: ["kind": .text("norm-separation-2026")]),
    BenchedNetwork(
      name: "power-2022 p 97", modulus: 97, fraction: 0.5, model: ["kind": .text("power-2022")]),
  ]
}
