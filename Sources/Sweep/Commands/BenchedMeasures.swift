import Engine
import Foundation

/// Times a look of each measure, with its defaults, at each network that accepts it.
struct BenchedMeasures {
  let timing: BenchTiming
  let format: ReportFormat

  /// What one look of a measure takes at one network; times in seconds.
  private struct Look {
    let network: String
    let measure: String
    let seconds: Double
    /// Of the network's training step.
    let step: Double

    var text: String {
      network.padding(toLength: 29, withPad: " ", startingAt: 0)
        + measure.padding(toLength: 17, withPad: " ", startingAt: 0)
        + String(format: " %10.2f %10.1f", seconds * 1e3, seconds / step)
    }

    var json: String {
      jsonObject([
        ("network", .text(network)), ("measure", .text(measure)),
        ("milliseconds", .number(seconds * 1e3)), ("steps", .number(seconds / step)),
      ])
    }
  }

  /// Prints them, in milliseconds and in training steps.
  func run() throws {
    if format == .text {
      print("BLAS kernel \(BLAS.kernel), one thread; steps in float32, looks in float64")
      print("network                      measure             look ms      steps")
    }
    var lines: [String] = []
    for network in BenchedNetwork.all {
      let configuration = try network.configuration()
      let trainer = StepBenchmark(configuration)
      let step = timing.medians([{ trainer.step() }])[0]
      let requests = MeasureRequest.all(acceptedBy: configuration)
      let benchmark = MeasureBenchmark(requests, of: configuration)
      let shared = Dictionary(
        uniqueKeysWithValues: SharedPart.allCases.map { part in
          (part, timing.medians([{ benchmark.take(.shared(part)) }])[0])
        })
      for (index, request) in requests.enumerated() {
        let own = timing.medians([{ benchmark.take(.measure(index)) }])[0]
        let look = Look(
          network: network.name, measure: request.kind,
          seconds: benchmark.shared(by: index).reduce(own) { $0 + (shared[$1] ?? 0) }, step: step)
        if format == .text { print(look.text) } else { lines.append("  " + look.json) }
      }
    }
    if format == .json {
      print("{\"blas_kernel\": \(Datum.text(BLAS.kernel).json), \"looks\": [")
      print(lines.joined(separator: ",\n") + "\n]}")
    }
  }
}
