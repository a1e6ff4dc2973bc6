import ArgumentParser
import Engine
import Foundation

/// `groksweep verify`: trains a share of the stored trials again, and compares.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Trains a random share of the stored trials again here, and compares every bit.",
    discussion: """
      It uses all cores and changes nothing in the store. If a trial differs, it ends with exit \
      code 65 and says in what, and in what this machine differs from the one that trained it. A \
      trial that went on under another BLAS kernel than it began with has the bits of no machine: \
      it is told apart and not compared.
      """ + CommandExamples.verify)

  @Argument(help: ArgumentHelp("The directory of the results.", valueName: "dir"))
  var directory: String

  @Option(
    parsing: .unconditional,
    help: "The share of the trials, above 0 and at most 1; at least one is trained.")
  var fraction = 0.01

  @Option(help: "The seed of the choice.")
  var seed = 0

  func validate() throws {
    guard fraction > 0, fraction <= 1 else {
      throw ValidationError("--fraction is \(fraction); allowed: above 0 and at most 1")
    }
  }

  func run() throws {
    try exitingCleanly {
      let store = try ResultStore.openForReading(directory)
      let verification = try Verification(of: store, fraction: fraction, seed: seed)
      let differences = try verification.run()
      let count = verification.trials.count
      let lines = ["\(count - differences.count) of \(count) bit-identical"] + verification.hybrids
      try writeToStandardOutput(lines.joined(separator: "\n") + "\n")
      if let first = differences.first {
        printError(first)
        throw ExitCode(EX_DATAERR)
      }
    }
  }
}

/// A comparison of stored trials with what this machine makes of them.
struct Verification {
  /// The trials that are compared: the position of the cell, and the seed.
  let trials: [(cell: Int, seed: Int)]
  /// A line for each trial of the choice that went on under another BLAS kernel and is not compared.
  let hybrids: [String]
  private let store: ResultStore

  /// Chooses a share of the stored trials, at least one unless there is none.
  init(of store: ResultStore, fraction: Double, seed: Int) throws {
    self.store = store
    var stored: [(cell: Int, seed: Int)] = []
    for cell in 0..<store.experiment.cellCount {
      let seeds = try store.storedSeeds(ofCell: cell)
      stored += store.experiment.seeds.filter(seeds.contains).map { (cell, $0) }
    }
    var generator = Generator(seed: seed, stream: "verify")
    let count = Int((fraction * Double(stored.count)).rounded(.up))
    var (trials, hybrids): ([(cell: Int, seed: Int)], [String]) = ([], [])
    for trial in generator.shuffled(stored.count).prefix(count).map({ stored[$0] }) {
      let kernels = try store.kernels(ofCell: trial.cell, seed: trial.seed)
      if kernels.isEmpty {
        trials.append(trial)
      } else {
        let name = store.name(of: store.experiment.trial(cell: trial.cell, seed: trial.seed))
        hybrids.append(
          singleLine(
            "trial \(name) is not compared: it was trained on the BLAS kernels "
              + kernels.map { "\($0.kernel) from step \($0.since)" }.joined(separator: ", ")))
      }
    }
    (self.trials, self.hybrids) = (trials, hybrids)
  }

  /// Trains the trials on all cores.
  ///
  /// - Returns: a line for each that differs, in the order of the choice.
  func run() throws -> [String] {
    let train = training(tables: store.experiment.tables.samples)
    let here = Provenance.ofThisProcess()
    let ends = concurrentMap(trials) { trial in
      Result { try difference(trial, here, train) }
    }
    return try ends.compactMap { try $0.get() }
  }

  private func difference(
    _ trial: (cell: Int, seed: Int), _ here: Provenance, _ train: Training
  ) throws -> String? {
    guard let stored = try store.trial(ofCell: trial.cell, seed: trial.seed) else { return nil }
    var execution = try train(stored.configuration, nil)
    let repeated = try execution.finish()
    guard let difference = stored.result.firstDifference(from: repeated) else { return nil }
    let there = stored.attempt.provenance
    let machines = [
      ("BLAS kernel", there.blasKernel, here.blasKernel),
      ("processor", there.processor, here.processor), ("BLAS library", there.blas, here.blas),
      ("compiler", there.compiler, here.compiler), ("commit", there.commit, here.commit),
    ].filter { $1 != $2 && !$1.isEmpty && !$2.isEmpty }
      .map { "its \($0) was \($1), here it is \($2)" }
    let cause = machines.isEmpty ? "" : "; " + machines.joined(separator: "; ")
    return singleLine(
      "trial \(store.name(of: stored.configuration)) stored and here: \(difference)\(cause)")
  }
}
