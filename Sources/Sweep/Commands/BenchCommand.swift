import ArgumentParser
import Engine
import Foundation

/// Measures this machine: BLAS rate and step times.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures step times against their matrix products alone, on one thread.",
    discussion: """
      The products are those with a row for each sample, forward and both adjoints. Allocations of a \
      step, and the largest resident memory of a trial from its first step to its pruning curve, are \
      measured in a process of its own for each network.
      """ + CommandExamples.bench)

  @Option(parsing: .unconditional, help: "How often to measure each figure; the median counts.")
  var repetitions = 7

  @Option(help: "How to print.")
  var format = ReportFormat.text

  @Flag(help: "Time a look of each measure instead, in milliseconds and in training steps.")
  var measures = false

  @Option(help: .hidden)
  var footprintOf: String?

  func validate() throws {
    try checkWhole("--repetitions", repetitions)
    if let footprintOf, BenchedNetwork.named(footprintOf) == nil {
      throw ValidationError(
        "--footprint-of is \(footprintOf); allowed: "
          + BenchedNetwork.all.map(\.name).joined(separator: ", "))
    }
  }

  func run() throws {
    if let footprintOf, let network = BenchedNetwork.named(footprintOf) {
      return Footprint.train(try network.configuration())
    }
    if measures {
      return try BenchedMeasures(timing: BenchTiming(repetitions: repetitions), format: format)
        .run()
    }
    let figures = try BenchedNetwork.all.map { network in
      let benchmark = StepBenchmark(try network.configuration())
      let times = BenchTiming(repetitions: repetitions).medians(
        [{ benchmark.step() }, { benchmark.multiplyOnly() }])
      return Figure(
        network: network.name, samples: benchmark.samples, step: times[0], products: times[1],
        rate: benchmark.multiplications / times[1], footprint: try Footprint(of: network.name))
    }
    switch format {
    case .json:
      print("{\"blas_kernel\": \(Datum.text(BLAS.kernel).json), \"threads\": 1, \"networks\": [")
      print(figures.map { "  " + $0.json }.joined(separator: ",\n") + "\n]}")
    case .text:
      print("BLAS kernel \(BLAS.kernel), one thread, float32, full-batch AdamW")
      print(
        "network                          N   step ms   products ms   ratio   GFLOP/s"
          + "   allocations   peak MB")
      for figure in figures { print(figure.text) }
    }
  }
}

/// What was measured of one network; times in seconds.
private struct Figure {
  let network: String
  let samples: Int
  let step: Double
  let products: Double
  /// Floating-point operations a second, in the products alone.
  let rate: Double
  let footprint: Footprint

  var text: String {
    network.padding(toLength: 29, withPad: " ", startingAt: 0)
      + String(
        format: " %5d %9.3f %13.3f %7.2f %9.0f", samples, step * 1e3, products * 1e3,
        step / products, rate / 1e9)
      + padded(footprint.allocations.map { String(format: "%.2f", $0) } ?? "not counted", 14)
      + padded(footprint.resident.map { String(format: "%.0f", Double($0) / 1e6) } ?? "unknown", 10)
  }

  private func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  var json: String {
    jsonObject([
      ("network", .text(network)), ("samples", .integer(samples)),
      ("step_milliseconds", .number(step * 1e3)),
      ("products_milliseconds", .number(products * 1e3)), ("ratio", .number(step / products)),
      ("gigaflops", .number(rate / 1e9)),
      ("allocations_per_step", footprint.allocations.map(Datum.number) ?? .empty),
      ("peak_resident_bytes", footprint.resident.map(Datum.integer) ?? .empty),
    ])
  }
}
