@testable import Engine
import Testing

@testable import Sweep

/// A file with the given grid and a small base.
func experimentSource(name: String = "small", grid: String = "", seeds: String = "2") -> String {
  """
  experiment: \(name)
  base:
    task: {kind: modular, operation: add, modulus: 7}
    model: {kind: perceptron, input: two-hot, width: 8, activation: relu}
    optimizer: {kind: adamw, learning_rate: 1e-3, weight_decay: 1}
    train_fraction: 0.5
    steps: 1000
  grid: {\(grid)}
  seeds: \(seeds)
  """
}

/// Reads an experiment with the given grid and a small base.
func experiment(
  name: String = "small", grid: String = "", seeds: String = "2"
) throws(ExperimentError) -> Experiment {
  try Experiment(
    source: experimentSource(name: name, grid: grid, seeds: seeds), path: "small.yaml")
}

extension Experiment {
  /// The values of every cell as they would be printed.
  fileprivate var table: [String] {
    (0..<cellCount).map { cell($0).values.map(\.summary).joined(separator: " ") }
  }

  /// The identity of every trial, in order.
  var identities: [String] {
    (0..<cellCount).flatMap { cell in seeds.map { trial(cell: cell, seed: $0).identity } }
  }
}

@Suite("An experiment")
struct ExperimentTests {
  @Test("reads the example of the documentation")
  func example() throws {
    let experiment = try Experiment(
      source: """
        experiment: critical-norm-p59
        question: How long after memorization does a perceptron generalize?
        base:
          task: {kind: modular, operation: add, modulus: 59}
          model: {kind: perceptron, input: embedding, embedding: 128, width: 256, activation: gelu}
          initialization: {scheme: normal-fan-in, scale: 1}     # E: 1/√d
          optimizer: {kind: adamw, learning_rate: 1e-3, weight_decay: 1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay_biases: false}
          loss: {kind: cross-entropy, arithmetic: standard}
          train_fraction: 0.5
          batch: full
          steps: 60000
          precision: float32
          stop: {test_accuracy: 0.99, sustained: 3, extra: 1.1}
        grid:
          train_fraction: [0.40, 0.50, 0.65]
          optimizer.weight_decay: [1, 3]
        seeds: 20
        thresholds: {memorization: 0.99, generalization: 0.90}
        """, path: "example.yaml")
    #expect(experiment.name == "critical-norm-p59")
    #expect(experiment.question == "How long after memorization does a perceptron generalize?")
    #expect(experiment.fields == ["train_fraction", "optimizer.weight_decay"])
    #expect(experiment.cellCount == 6)
    #expect(experiment.trialCount == 120)
    #expect(experiment.table == ["0.4 1", "0.4 3", "0.5 1", "0.5 3", "0.65 1", "0.65 3"])

    let trial = experiment.trial(cell: 5, seed: 19)
    #expect(trial.trainFraction == 0.65)
    #expect(trial.seed.trial == 19)
    guard let optimizer = trial.optimizer.chosen as? AdamW else {
      Issue.record("\(trial.optimizer) is not adamw")
      return
    }
    #expect(optimizer.weightDecay == 3)
    #expect(optimizer.learningRate == 1e-3)
  }

  @Test("without a grid has one cell")
  func noGrid() throws {
    let experiment = try experiment(seeds: "[5, 3]")
    #expect(experiment.cellCount == 1)
    #expect(experiment.fields.isEmpty)
    #expect(experiment.seeds == [5, 3])
    #expect(experiment.cell(0).values.isEmpty)
  }

  @Test("varies the last axis fastest, and a zip group as one axis in its place")
  func order() throws {
    let experiment = try experiment(
      grid: """
        train_fraction: [0.4, 0.5],
        zip: [{task.modulus: [5, 7], steps: [10, 20]}],
        optimizer.weight_decay: [0, 1]
        """)
    #expect(
      experiment.fields == ["train_fraction", "task.modulus", "steps", "optimizer.weight_decay"])
    #expect(
      experiment.table == [
        "0.4 5 10 0", "0.4 5 10 1", "0.4 7 20 0", "0.4 7 20 1",
        "0.5 5 10 0", "0.5 5 10 1", "0.5 7 20 0", "0.5 7 20 1",
      ])
    #expect(experiment.cell(2).configuration.steps == 20)
  }

  @Test("leaves out exactly the cells that meet all of a rule")
  func exclusion() throws {
    let axes = "train_fraction: [0.4, 0.5, 0.6], steps: [10, 20]"
    let ruled = try experiment(
      grid:
        "exclude: [{train_fraction: [0.4, 0.60], steps: 1e1}, {steps: 20, train_fraction: 0.5}],"
        + axes)
    #expect(ruled.table == ["0.4 20", "0.5 10", "0.6 20"])
    #expect(ruled.cell(2).configuration.trainFraction == 0.6)
    #expect(ruled.cell(2).configuration.steps == 20)
  }

  @Test("takes whole mappings as values, and sets fields within them whatever the order")
  func mappings() throws {
    let rules = """
      optimizer: [{kind: adamw, learning_rate: 1, weight_decay: 9}, \
      {kind: sgd, learning_rate: 1, weight_decay: 9}]
      """
    let decays = "optimizer.weight_decay: [0, 1]"
    for grid in [rules + "," + decays, decays + "," + rules] {
      let experiment = try experiment(grid: grid)
      let configurations = (0..<4).map { experiment.cell($0).configuration }
      #expect(Set(configurations).count == 4)
      #expect(!configurations.contains { $0.identity.contains(#""weight_decay":9"#) })
    }
  }

  @Test("pins a stream in the base or on an axis")
  func pinnedStreams() throws {
    let experiment = try experiment(grid: "seed.split: [0, none]", seeds: "[4]")
    #expect(experiment.trial(cell: 0, seed: 4).seed.split == 0)
    #expect(experiment.trial(cell: 1, seed: 4).seed.split == nil)
    #expect(experiment.trial(cell: 1, seed: 4).seed.trial == 4)
  }

  @Test("resolves plain scalars as YAML 1.2 does", arguments: ["1e-3", "0.001", ".001", "1.0E-03"])
  func numbers(text: String) throws {
    let experiment = try experiment(grid: "optimizer.learning_rate: [\(text)]")
    #expect(experiment.cell(0).values == [ConfigurationNode(.real(0.001))])
  }

  @Test("reads words that only look like numbers or truth values as words")
  func words() {
    for word in ["yes", "nan", "infinity", "0x10", "1_000", "e", "-", ".", "1e", "2024-01-01"] {
      #expect(ConfigurationNode.Content(plain: word) == .text(word))
    }
    #expect(ConfigurationNode.Content(plain: "6e4") == .real(60_000))
    #expect(ConfigurationNode.Content(plain: "-3") == .integer(-3))
    #expect(ConfigurationNode.Content(plain: "True") == .boolean(true))
    #expect(ConfigurationNode.Content(plain: "~") == .null)
  }

  @Test("may use anchors")
  func anchors() throws {
    let source = experimentSource(grid: "steps: &s [10, 20], pruning.steps: [*s]")
    #expect(
      try Experiment(source: source, path: "small.yaml").table == ["10 [10,20]", "20 [10,20]"])
  }
}

@Suite("The identity of a trial")
struct TrialIdentityTests {
  @Test("does not depend on how the file is written")
  func notation() throws {
    let plain = try experiment(grid: "optimizer.weight_decay: [1], steps: [10]")
    for grid in [
      "steps: [10], optimizer.weight_decay: [1]", "optimizer.weight_decay: [1.0], steps: [1e1]",
      "zip: [{steps: [10.0], optimizer.weight_decay: [1]}]",
      "optimizer: [{weight_decay: 1, learning_rate: 0.0010, kind: adamw, beta1: 0.9}], steps: [10]",
    ] {
      #expect(try experiment(grid: grid).identities == plain.identities, "\(grid)")
    }
  }

  @Test("survives editing the grid")
  func editing() throws {
    let before = Set(try experiment(grid: "train_fraction: [0.4, 0.5]", seeds: "3").identities)
    for (grid, seeds) in [
      ("train_fraction: [0.3, 0.4, 0.45, 0.5]", "3"), ("train_fraction: [0.5, 0.4]", "[2, 1, 0]"),
      ("optimizer.weight_decay: [3, 1], train_fraction: [0.4, 0.5]", "10"),
    ] {
      #expect(before.isSubset(of: try experiment(grid: grid, seeds: seeds).identities), "\(grid)")
    }
  }

  @Test("differs between all trials of an experiment")
  func distinct() throws {
    let experiment = try experiment(
      grid: "train_fraction: [0.4, 0.5], optimizer.weight_decay: [0, 1e-3, 1e3]", seeds: "7")
    #expect(Set(experiment.identities).count == experiment.trialCount)
  }
}
