import Testing

@testable import Sweep

/// An experiment file that is fine; each test spoils one line of it.
private let lines = [
  "experiment: small",
  "question: Does it grok?",
  "base:",
  "  task: {kind: modular, operation: add, modulus: 7}",
  "  model: {kind: perceptron, input: two-hot, width: 8, activation: relu}",
  "  optimizer: {kind: adamw, learning_rate: 1e-3, weight_decay: 1}",
  "  train_fraction: 0.5",
  "  steps: 1e3",
  "grid:",
  "  train_fraction: [0.4, 0.5]",
  "  optimizer.weight_decay:",
  "    - 1",
  "    - 3",
  "seeds: 2",
  "thresholds: {memorization: 0.99, generalization: 0.90}",
]

/// A mistake: the line it is made on, what stands there, and what is said about it.
struct Mistake: Sendable, CustomTestStringConvertible {
  let line: Int
  let text: String
  let message: String

  init(_ line: Int, _ text: String, _ message: String) {
    self.line = line
    self.text = text
    self.message = message
  }

  var testDescription: String { text }

  /// The whole file, with the mistake in it.
  var source: String {
    var lines = lines
    lines[line - 1] = text
    return lines.joined(separator: "\n")
  }
}

let mistakes = [
  // The top level.
  Mistake(
    1, "experiment: 42",
    ":1: experiment is 42; allowed: a name of up to 100 printable characters, in quotes if it is a number"
  ),
  Mistake(1, "", ": experiment is missing"),
  Mistake(
    2, "answer: 42",
    ":2: answer is not a known key; allowed here: base, contrasts, detectors, experiment, grid, laws, measures, question, seeds, tables, thresholds"
  ),
  Mistake(2, "experiment: again", ":1: the key experiment is given twice"),
  Mistake(2, "question: [1]", ":2: question is [1]; expected text"),
  Mistake(14, "seeds: 0", ":14: seeds is 0; allowed: a number from 1, or a list"),
  Mistake(
    14, "seeds: []", ":14: seeds is []; allowed: a number from 1, or a list of at least one seed"),
  Mistake(14, "seeds: [1, 2, 1]", ":14: seeds lists 1 twice"),
  Mistake(14, "seeds: [1, -2]", ":14: seeds[1] is -2; allowed: a whole number from 0"),
  Mistake(14, "seeds: 1.5", ":14: seeds is 1.5; expected a whole number"),
  Mistake(14, "seeds: many", ":14: seeds is many; expected a whole number"),
  Mistake(
    14, "seeds: 9000000000000000000",
    ":9: the grid has more than 9223372036854775807 trials; allowed: up to 2000000"),
  Mistake(14, "seeds: 500001", ":9: the grid has 2000004 trials; allowed: up to 2000000"),
  Mistake(14, "", ": seeds is missing"),
  Mistake(
    15, "thresholds: {memorization: 1.5}",
    ":15: thresholds.memorization is 1.5; allowed: above 0 and at most 1"),
  Mistake(
    15, "thresholds: {memorisation: 0.5}",
    ":15: thresholds.memorisation is not a known key; allowed here: generalization, memorization, sustained"
  ),
  // The base.
  Mistake(
    4, "  task: {kind: modular, operation: divide, modulus: 8}",
    ":4: task.modulus is 8, but division needs a prime modulus, such as 7 or 11"),
  Mistake(4, "  task: {kind: parity}", ":4: task.relevant_bits is missing"),
  Mistake(4, "  task: [modular]", ":4: task is [\"modular\"]; expected a mapping with a kind"),
  Mistake(5, "  model: perceptron", ":5: model.input is missing"),
  Mistake(5, "", ":4: model is missing"),
  Mistake(
    6, "  optimizer: {kind: adamw, learning_rate: 1e-3, weight_decay: 1, beta1: 1.5}",
    ":6: optimizer.beta1 is 1.5; allowed: from 0 to below 1"),
  Mistake(
    6, "  optimizer: {kind: adamw, learning_rate: 1e-3, weight_decay: .nan}",
    ":6: optimizer.weight_decay is nan; allowed: a finite number from 0"),
  Mistake(
    6, "  optimizer: {kind: adamw, learning_rate: 0, weight_decay: 1}",
    ":6: optimizer.learning_rate is 0; allowed: a finite number above 0"),
  Mistake(
    7, "  train_fraction: 1.5",
    ":7: train_fraction is 1.5; allowed: above 0 and below 1"),  // though an axis replaces it
  Mistake(8, "  steps: 1.5", ":8: steps is 1.5; expected a whole number"),
  Mistake(8, "  steps: 0", ":8: steps is 0; allowed: a whole number from 1 to 1000000000000000"),
  Mistake(8, "  steps: \"100\"", ":8: steps is 100; expected a whole number"),
  Mistake(
    8, "  steps: 100\n  stop: {stepz: 100}",
    ":9: stop.stepz is not a known key; allowed here: extra, sustained, test_accuracy"
  ),
  Mistake(
    8, "  steps: 100\n  seed: {trial: 3}",
    ":9: base.seed.trial cannot be set, because `seeds` gives it; allowed here: split, initialization, batches"
  ),
  Mistake(8, "  steps: 100\n  steps: 200", ":8: the key steps is given twice"),
  // The grid.
  Mistake(
    10, "  train_fraction: []",
    ":10: train_fraction is varied over no value; an axis needs at least one"),
  Mistake(
    10, "  train_fraction: 0.4", ":10: grid.train_fraction is 0.4; expected a list of values"),
  Mistake(
    10, "  train_fraction: [0.4, 1]", ":10: train_fraction is 1; allowed: above 0 and below 1"),
  Mistake(
    10, "  train_fraction: [0.4, 0.40]", ":10: train_fraction has the value 0.4 twice on its axis"),
  Mistake(
    10, "  train_fraction: [0.4, 0.001]",
    ":10: train_fraction is 0.001, but of 49 samples it leaves 0 to train and 49 to test"),
  Mistake(
    10, "  optimizer.momentum: [0, 0.9]",
    ":10: optimizer.momentum is not a known key; allowed here: beta1, beta2, decay_biases, epsilon, kind, learning_rate, weight_decay"
  ),
  Mistake(10, "  steps.most: [1, 2]", ":10: steps.most is no field, because steps is 1000"),
  Mistake(
    10, "  seed.trial: [1, 2]",
    ":10: seed.trial cannot be set, because `seeds` gives it; allowed here: split, initialization, batches"
  ),
  Mistake(
    10, "  seed: [{split: 1}, {trial: 1}]",
    ":10: seed.trial cannot be set, because `seeds` gives it; allowed here: split, initialization, batches"
  ),
  Mistake(
    10, "  stop: [none, null]",
    ":10: two cells have the same configuration: stop none, optimizer.weight_decay 1 and stop null, optimizer.weight_decay 1"
  ),
  Mistake(13, "    - -3", ":13: optimizer.weight_decay is -3; allowed: a finite number from 0"),
  Mistake(
    13, "    - 3\n  zip: {steps: [10]}",
    ":14: grid.zip is {\"steps\":[10]}; expected a list of groups"),
  Mistake(
    13, "    - 3\n  zip: [{}]",
    ":14: grid.zip[0] is varied over no value; an axis needs at least one"),
  Mistake(
    13, "    - 3\n  zip:\n    - steps: [10, 20]\n      model.width: [8]",
    ":16: model.width has 1 values, but steps has 2; fields of one zip group need equally many"),
  Mistake(
    13, "    - 3\n  zip:\n    - steps: [10, 20]\n      train_fraction: [0.1, 0.2]",
    ":16: train_fraction is varied by two axes; allowed: one"),
  Mistake(
    13, "    - 3\n  exclude: [{steps: 10}]",
    ":14: steps is excluded by value, but is no axis; axes: train_fraction, optimizer.weight_decay"),
  Mistake(
    13, "    - 3\n  exclude: [{train_fraction: [0.4, 0.6]}]",
    ":14: train_fraction is never 0.6; values on its axis: 0.4, 0.5"),
  Mistake(
    13, "    - 3\n  exclude: [{}]",
    ":14: a rule of grid.exclude names no field, and would leave out every cell"),
  Mistake(
    13, "    - 3\n  exclude: [{train_fraction: [0.4, 0.5]}]",
    ":14: grid.exclude leaves out every cell"),
]

@Suite("A file that cannot be run")
struct ExperimentErrorTests {
  @Test("says in one line what is wrong, where, and what is allowed")
  func mistakesAreNamed() {
    for mistake in mistakes {
      let error = #expect(throws: ExperimentError.self, "\(mistake.text)") {
        try Experiment(source: mistake.source, path: "small.yaml")
      }
      #expect(error.map { "\($0)" } == "small.yaml" + mistake.message, "\(mistake.text)")
    }
  }

  @Test("is refused whatever it holds instead of an experiment")
  func otherText() {
    let none = "small.yaml: not an experiment in YAML: the file is empty"
    let keys =
      "experiment, question, base, grid, seeds, tables, thresholds, contrasts, measures, laws, detectors"
    let others = [
      "": none,
      "# nothing": none,
      "[": "small.yaml:1: not an experiment in YAML: did not find expected node content",
      "[1]": "small.yaml:1: the file is [1]; expected a mapping with the keys \(keys)",
      "just words":
        "small.yaml:1: the file is just words; expected a mapping with the keys \(keys)",
      "a: b: c":
        "small.yaml:1: not an experiment in YAML: mapping values are not allowed in this context",
      "a: *b": "small.yaml:1: not an experiment in YAML: found undefined alias",
      "--- 1\n--- 2": "small.yaml:2: not an experiment in YAML: but found another document",
      "? [1]\n: 2": "small.yaml:1: not an experiment in YAML: a key is no single word",
      "a: \u{1}": "small.yaml: not an experiment in YAML: control characters are not allowed",
    ]
    for (text, message) in others {
      let error = #expect(throws: ExperimentError.self, "\(text)") {
        try Experiment(source: text, path: "small.yaml")
      }
      #expect(error.map { "\($0)" } == message, "\(text)")
    }
  }

  @Test("is refused in bounded time and space, however much a short text stands for")
  func bombs() {
    let laughs = (1...30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1), *a\($0 - 1)]" }
    for text in [
      String(repeating: "[", count: 100_000),
      String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
      "a0: &a0 [1]\n" + laughs.joined(separator: "\n"),
    ] {
      #expect(throws: ExperimentError.self) { try Experiment(source: text, path: "small.yaml") }
    }
  }

  @Test("is refused before any cell is made if its grid explodes")
  func explosions() {
    let values = (0..<10).map { "\($0)" }.joined(separator: ", ")
    for (axes, count) in [(6, "2000000"), (7, "20000000"), (60, "more than \(Int.max)")] {
      let grid = (0..<axes).map { "field\($0): [\(values)]" }.joined(separator: ", ")
      let error = #expect(throws: ExperimentError.self) { try experiment(grid: grid, seeds: "2") }
      let line = error.map { "\($0)" } ?? ""
      if axes == 6 {
        // As many as are allowed: the fields are looked at, and there are none of these names.
        #expect(line.hasPrefix("small.yaml:8: field0 is not a known key"), "\(line)")
      } else {
        #expect(line == "small.yaml:8: the grid has \(count) trials; allowed: up to 2000000")
      }
    }
  }

  @Test("is named with the system's reason if it cannot be read")
  func unreadable() {
    let reasons = [
      "/nowhere/small.yaml": "No such file or directory", "/": "Is a directory",
      "/dev/zero": "it is no regular file",
    ]
    for (path, reason) in reasons {
      let error = #expect(throws: ExperimentError.self) { try Experiment(contentsOf: path) }
      #expect(error.map { "\($0)" } == "\(path): cannot be read: \(reason)")
    }
  }

  @Test("stays one line when it quotes several")
  func singleLineOfText() {
    let error = #expect(throws: ExperimentError.self) {
      try Experiment(
        source: Mistake(8, "  steps: \"1\\n2\"", "").source, path: "small.yaml")
    }
    #expect(error.map { "\($0)" } == "small.yaml:8: steps is 1 2; expected a whole number")
  }
}
