import Engine
import Foundation
import Testing

@testable import Sweep

/// A column of sums beside its summands, modulo 5.
private let sums = rows { ($0 + $1) % 5 }

private func rows(_ label: (Int, Int) -> Int) -> String {
  "a,b,y\n"
    + (0..<25).map { "\($0 / 5),\($0 % 5),\(label($0 / 5, $0 % 5))\n" }.joined()
}

private func source(
  task: String = "{kind: table, file: rows.csv, inputs: tokens, label: y}", grid: String = ""
) -> String {
  """
  experiment: listed   # a comment
  base:
    task: \(task)
    model: {kind: perceptron, input: two-hot, width: 8, activation: relu}
    optimizer: {kind: adamw, learning_rate: 1e-3, weight_decay: 1}
    train_fraction: 0.5
    steps: 20
  grid: {\(grid)}
  seeds: 2
  """
}

@Suite("The tables of an experiment")
struct ExperimentTablesTests {
  /// Reads an experiment file beside tables.
  private func read(
    _ source: String, _ tables: [String: String], in folder: String
  ) throws -> Experiment {
    for (name, text) in tables.merging(["experiment.yaml": source], uniquingKeysWith: { $1 }) {
      try Data(text.utf8).write(to: URL(filePath: folder).appending(path: name))
    }
    return try Experiment(contentsOf: folder + "/experiment.yaml")
  }

  private func train(
    _ trial: TrialConfiguration, _ tables: ExperimentTables
  ) throws -> TrialResult {
    var execution = try training(tables: tables.samples)(trial, nil)
    while try execution.advance() {}
    return execution.result
  }

  @Test("identify a trial by their content, wherever they lie")
  func identity() throws {
    try withDirectory { folder in
      let experiment = try read(source(), ["rows.csv": sums], in: folder)
      let moved = try read(
        source(task: "{kind: table, file: \(folder)/other.csv, inputs: tokens, label: y}"),
        ["other.csv": sums], in: folder)
      #expect(moved.identities == experiment.identities)
      #expect(!experiment.identities[0].contains("rows.csv"))
      #expect(experiment.identities[0].contains(SHA256.digest(Array(sums.utf8))))
      let changed = try read(source(), ["rows.csv": rows { $0 * $1 % 5 }], in: folder)
      #expect(Set(changed.identities).isDisjoint(with: experiment.identities))
    }
  }

  @Test("stand in the stored text, which is the same experiment without the files")
  func stored() throws {
    try withDirectory { folder in
      for text in [
        source(grid: "task.file: [rows.csv, other.csv]"),
        source(
          task: "{kind: parity, relevant_bits: 2, noise_bits: 0, samples: 9}",
          grid: "task: [{kind: table, file: rows.csv, inputs: tokens, label: y}]"),
        "# first\n---\n" + source(),
        source().split(separator: "\n").map { "  " + $0 }.joined(separator: "\r\n"),
      ] {
        let experiment = try read(
          text, ["rows.csv": sums, "other.csv": rows { $0 * $1 % 5 }], in: folder)
        let stored = try Experiment(source: experiment.source, path: "experiment")
        #expect(stored.identities == experiment.identities)
        #expect(stored.fields == experiment.fields)
        #expect(stored.source == experiment.source)
        #expect(experiment.source.contains("# a comment"))
        #expect(stored.tables.samples.isEmpty && !experiment.tables.samples.isEmpty)

        // As an experiment file it wants the same tables again.
        let again = try read(experiment.source, [:], in: folder)
        #expect(again.identities == experiment.identities)
        #expect(again.tables.samples == experiment.tables.samples)
        let error = #expect(throws: ExperimentError.self) {
          try read(experiment.source, ["rows.csv": rows { $0 * $1 % 4 }], in: folder)
        }
        #expect(error?.description.contains("but the experiment's tables say") == true)
      }
      let braces = #expect(throws: ExperimentError.self) {
        try read(
          "{experiment: x, base: {task: {kind: table, file: rows.csv}}, seeds: 1}", [:], in: folder)
      }
      #expect(
        braces?.description.hasSuffix(
          "experiment.yaml:1: an experiment with a table must begin with a key on a line of its own"
        ) == true)
    }
  }

  @Test("are trained on, and missed where a rank has others")
  func trained() throws {
    try withDirectory { folder in
      let experiment = try read(source(), ["rows.csv": sums], in: folder)
      let trial = experiment.trial(cell: 0, seed: 1)
      let result = try train(trial, experiment.tables)
      let modular = source(task: "{kind: modular, operation: add, modulus: 5}")
      let other = try Experiment(source: modular, path: "modular.yaml")
      #expect(try train(other.trial(cell: 0, seed: 1), other.tables) == result)

      let changed = try read(source(), ["rows.csv": rows { $0 * $1 % 5 }], in: folder)
      let error = #expect(throws: WorkerError.self) { try train(trial, changed.tables) }
      #expect(
        error?.description
          == "a trial's table has the SHA-256 \(SHA256.digest(Array(sums.utf8))), but this rank "
          + "has read \(changed.tables.samples.keys.map(\.sha256).joined()); all ranks must see the same files"
      )
    }
  }

  @Test(
    "are refused with file, line and column",
    arguments: [
      ("a,b,y\n", ": has 1 rows; needed: a header and at least two samples"),
      ("", ": has 0 rows; needed: a header and at least two samples"),
      ("a,,y\n0,1,2\n1,1,2\n", ":1: column 2 has no name"),
      ("a,a,y\n0,1,2\n1,1,2\n", ":1: there are two columns a"),
      ("a,b,y\n0,1,2\n\n1,1\n", ":4: the row has 2 fields, but the header has 3"),
      ("a,b,y\n0,x,2\n1,1,2\n", ":2: column b is x; allowed: a finite number"),
      ("a,b,y\n0,1,2\n1,,2\n", ":3: column b is empty; allowed: a finite number"),
      ("a,b,y\n0,1,2\n1,nan,2\n", ":3: column b is nan; allowed: a finite number"),
      ("a,b,y\n0,1,2\n1,\"1,2\n", ":3: column 2 is a quoted field without an end"),
      ("a,b,y\n0,\"1\"1,2\n1,1,2\n", ":2: column 2 has text after a closing quote"),
      ("a,b,y\n0,1,2\n\n\n1,1,2.5\n", ":5: column y is 2.5; allowed: a whole number"),
      ("a,b,y\n0,1e400,2\n1,1,2\n", ":2: column b is 1e400; allowed: a finite number"),
      ("a,b,z\n0,1,2\n1,1,2\n", ":1: there is no column y; columns: a, b, z"),
      ("a,b,y\n0,1,2\n1,1,2\n", ":1: column y has the same class in every row"),
      ("a\u{0},b,y\n", ": has 1 rows; needed: a header and at least two samples"),
    ])
  func mistakes(text: String, message: String) throws {
    try withDirectory { folder in
      let error = #expect(throws: ExperimentError.self) {
        try read(source(), ["rows.csv": text], in: folder)
      }
      #expect(error?.description == "\(folder)/rows.csv\(message)")
    }
  }

  @Test(
    "are refused where the experiment file is wrong",
    arguments: [
      ("{kind: table, inputs: tokens, label: y}", ":3: task.file is missing"),
      (
        "{kind: table, file: 5, inputs: tokens, label: y}",
        ":3: task.file is 5; expected the path of a CSV file"
      ),
      (
        "{kind: table, file: {sha256: ab, rows: 3}, inputs: tokens, label: y}",
        ":3: task.file is {\"rows\":3,\"sha256\":\"ab\"}; expected the path of a CSV file"
      ),
      (
        "{kind: table, file: rows.csv, inputs: words, label: y}",
        ":3: task.inputs is words; allowed: tokens, features"
      ),
      (
        "{kind: table, file: rows.csv, inputs: tokens, label: 1}",
        ":3: task.label is 1; expected text, in quotes if it is a number"
      ),
      (
        "{kind: table, file: rows.csv, inputs: tokens, label: y, columns: [a]}",
        ":3: task.columns is not a known key; allowed here: file, inputs, kind, label, tolerance"
      ),
    ])
  func wrongTask(task: String, message: String) throws {
    try withDirectory { folder in
      let error = #expect(throws: ExperimentError.self) {
        try read(source(task: task), ["rows.csv": sums], in: folder)
      }
      #expect(error?.description == "\(folder)/experiment.yaml\(message)")
      let missing = #expect(throws: ExperimentError.self) {
        try read(
          source(task: "{kind: table, file: none.csv, inputs: tokens, label: y}"), [:], in: folder)
      }
      #expect(
        missing?.description == "\(folder)/none.csv: cannot be read: No such file or directory")
    }
  }
}
