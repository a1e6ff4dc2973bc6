import ArgumentParser
import Engine
import Foundation

/// Fills a store with made-up trials, and times it.
struct BenchStoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-store",
    abstract: "Times the store with made-up trials that train nothing.", shouldDisplay: false)

  @Argument(help: ArgumentHelp("The directory of the results, which is made.", valueName: "dir"))
  var directory: String

  @Option(help: "The number of cells.")
  var cells = 1000

  @Option(help: "The number of trials in each cell.")
  var seeds = 1000

  @Option(help: "The number of evaluations of each trial.")
  var evaluations = 6

  @Option(help: "The number of trials in a transaction.")
  var batch = 5000

  func validate() throws {
    try checkWhole("--cells", cells)
    try checkWhole("--seeds", seeds)
    try checkWhole("--batch", batch)
    try checkWhole("--evaluations", evaluations, from: 3)
  }

  func run() throws {
    try exitingCleanly {
      let experiment = try Experiment(source: source, path: "bench-store")
      let clock = ContinuousClock()
      var appending = Duration.zero
      do {
        let store = try ResultStore.openForWriting(directory, experiment: experiment)
        let missing = try store.missingTrials().configurations
        for start in stride(from: 0, to: missing.count, by: batch) {
          let records = Array(missing[start..<min(start + batch, missing.count)].map(record))
          appending += try clock.measure { _ = try store.append(records) }
        }
        let rate = Double(missing.count) / (appending / .seconds(1))
        print("\(missing.count) trials appended, \(String(format: "%.0f", rate)) a second")
      }
      var missing = 0
      let opening = try clock.measure {
        let store = try ResultStore.openForWriting(directory, experiment: experiment)
        missing = try store.missingTrials().count
      }
      let seconds = String(format: "%.2f", opening / .seconds(1))
      print("opened again in \(seconds) s, \(missing) trials missing")
    }
  }

  private var source: String {
    """
    experiment: bench-store
    base:
      task: {kind: modular, operation: add, modulus: 59}
      model: {kind: perceptron, input: embedding, embedding: 128, width: 256, activation: gelu}
      optimizer: {kind: adamw, learning_rate: 1e-3, weight_decay: 1}
      train_fraction: 0.5
      steps: 60000
    grid:
      optimizer.weight_decay: [\((1...cells).map { "\(Double($0) / 1000)" }.joined(separator: ", "))]
    seeds: \(seeds)
    """
  }

  /// A trial that memorizes at its second evaluation and mostly generalizes at its last but one.
  private func record(_ configuration: TrialConfiguration) -> TrialRecord {
    let seed = configuration.seed.trial
    let chance = Double(seed &* 7919 % 1000) / 1000
    let trajectory = (0..<evaluations).map { index in
      let step = index * index * (1000 + seed % 97)
      let generalizes = index >= evaluations - 2 && chance < 0.9
      return Evaluation(
        step: step, trainLoss: 4 / (1 + Double(step)), trainAccuracy: index > 0 ? 1 : chance / 59,
        testLoss: 4 + chance, testAccuracy: generalizes ? 0.99 : chance / 10,
        tensorNorm2: [1000 / (1 + chance + Double(index)), 800 - chance, 0.1 + chance, 600 / 7.0])
    }
    return TrialRecord(
      configuration: configuration,
      result: TrialResult(
        tensors: ["embedding", "hidden", "bias", "output"], trajectory: trajectory,
        ending: .stopped),
      attempt: Attempt(
        number: 1, rank: seed % 64, provenance: Provenance(host: "node\(seed % 16)"),
        startedAt: 1.75e9 + chance, wallSeconds: 0.01 + chance))
  }
}
