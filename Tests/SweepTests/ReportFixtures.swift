import Engine
import Foundation

@testable import Sweep

/// Text that would do harm where it is not made harmless: markup, a `<` that a mark before it makes one
/// character with, quotes, marks that turn the direction, and more than any line holds.
let hostileText =
  "<script>alert(1)</script>\u{600}<img src=x onerror=alert(2)>\"' onload='x' --> </style></pre> "
  + "&amp; {{question}} {{{style}}} \u{202E}drow\u{2066}\u{200F}\u{7}\u{FFFE}"

/// Makes pages of small stores.
enum ReportFixtures {
  /// An experiment of four cells, whose name and question are given as YAML would have them.
  static func source(
    name: String = "small", question: String = "Does it grok?", seeds: Int = 6,
    more: String = ""
  ) -> String {
    // YAML takes no such character as it is.
    func quoted(_ text: String) -> String {
      "\""
        + text.unicodeScalars.map { scalar in
          scalar.isASCII && scalar.value >= 0x20 && scalar != "\"" && scalar != "\\"
            ? String(scalar) : "\\U" + String(format: "%08X", scalar.value)
        }.joined() + "\""
    }
    return """
      experiment: \(quoted(name))
      question: \(quoted(question))
      base:
        task: {kind: modular, operation: add, modulus: 7}
        model: {kind: perceptron, input: two-hot, width: 8, activation: relu}
        optimizer: {kind: adamw, learning_rate: 1e-3, weight_decay: 1}
        train_fraction: 0.5
        steps: 1000
      grid:
        optimizer.weight_decay: [0.5, 1, 2, 4]
      seeds: \(seeds)
      thresholds: {memorization: 0.99, generalization: 0.90}
      \(more)
      """
  }

  /// A trial that generalizes the sooner the larger its cell is; the last seed never does.
  static func trial(
    _ experiment: Experiment, cell: Int, seed: Int, ending: Ending = .budget
  ) -> TrialRecord {
    let isLast = seed == experiment.seeds.last
    let step = 20 + 10 * ((800 >> cell) / 10 + seed)
    var provenance = node7
    if seed == 0 { (provenance.blasKernel, provenance.commit) = ("Zen", "def") }
    return TrialRecord(
      configuration: experiment.trial(cell: cell, seed: seed),
      result: plantedTrial(
        memorizedAt: 10, generalizedAt: isLast ? nil : step, steps: 1000, ending: ending),
      attempt: Attempt(
        number: 1, rank: seed % 2, provenance: provenance,
        startedAt: 1_750_000_000 + 10 * Double(cell * experiment.seeds.count + seed),
        wallSeconds: 12))
  }

  /// Calls `body` with a store of an experiment in a directory of its own.
  static func withStore(
    _ source: String, trials: (Experiment) -> [TrialRecord],
    _ body: (ResultStore, String) throws -> Void
  ) throws {
    try withDirectory { directory in
      let experiment = try Experiment(source: source, path: "small.yaml")
      do {
        let store = try ResultStore.openForWriting(directory, experiment: experiment)
        _ = try store.append(trials(experiment))
      }
      try body(try ResultStore.openForReading(directory), directory)
    }
  }

  /// All trials of all cells.
  static func all(_ experiment: Experiment) -> [TrialRecord] {
    (0..<experiment.cellCount).flatMap { cell in
      experiment.seeds.map { trial(experiment, cell: cell, seed: $0) }
    }
  }
}
