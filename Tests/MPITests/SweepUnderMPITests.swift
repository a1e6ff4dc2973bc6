@testable import Engine
import Foundation
import Testing

@testable import Sweep

/// A real sweep of small networks, from an experiment file to the exported trials.
@Suite("A sweep under mpirun", .serialized, .enabled(if: Job.isPossible, "mpirun is not in PATH"))
struct SweepUnderMPITests {
  /// Eight trials of a few tenths of a second, one cell of which diverges.
  private static let experiment = """
    experiment: sweep-test
    base:
      task: {kind: modular, operation: add, modulus: 13}
      model: {kind: perceptron, input: two-hot, width: 48, activation: quadratic}
      optimizer: {kind: sgd, learning_rate: 0.5, weight_decay: 1e-4, momentum: 0.9}
      train_fraction: 0.6
      steps: 3000
      pruning: {steps: [100]}
    grid:
      optimizer.learning_rate: [0.1, 0.02]
      initialization.scale: [1, 100]
    seeds: 2
    """

  /// A folder with the experiment, which is removed afterwards.
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "groksweep-sweep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(Self.experiment.utf8).write(to: folder.appending(path: "experiment.yaml"))
    try body(folder)
  }

  private func arguments(_ folder: URL, store: String) -> [String] {
    [
      "run", folder.appending(path: "experiment.yaml").path(percentEncoded: false), "--store",
      folder.appending(path: store).path(percentEncoded: false),
    ]
  }

  private func exported(_ folder: URL, store: String, _ what: String) throws -> String {
    let path = folder.appending(path: store).path(percentEncoded: false)
    let job = try Job(Job.binary, ["export", path, "--what", what, "--format", "csv"])
    #expect(job.exitCode == 0, "\(job.errors)")
    return job.output
  }

  @Test("what is exported depends neither on ranks nor on interruptions")
  func sameBytes() throws {
    try withFolder { folder in
      let alone = try Job(Job.binary, arguments(folder, store: "alone") + ["--workers", "2"])
      #expect(alone.exitCode == 0, "\(alone.errors)")
      let trials = try exported(folder, store: "alone", "trials")
      #expect(trials.split(separator: "\n").count == 9)
      #expect(trials.contains(",diverged,"))
      let others = try ["evaluations", "pruning"].map { try exported(folder, store: "alone", $0) }

      for ranks in 1...3 {
        let store = "ranks-\(ranks)"
        let job = try Job(ranks: ranks, arguments(folder, store: store))
        #expect(job.exitCode == 0, "\(job.errors)")
        #expect(job.output == alone.output)
        #expect(try exported(folder, store: store, "trials") == trials)
        #expect(
          try ["evaluations", "pruning"].map { try exported(folder, store: store, $0) } == others)
      }

      // Measures look on.
      let kinds = MeasureKind.variants.map(\.kind).filter { !Self.unfit.contains($0) }
      let requests = kinds.map { "  - {kind: \($0), at: {per_decade: 5}}" }
      let text = ([Self.experiment, "measures:"] + requests).joined(separator: "\n")
      try Data(text.utf8).write(to: folder.appending(path: "experiment.yaml"))
      let measured = try (1...3).map { ranks in
        let store = "measured-\(ranks)"
        let job = try Job(ranks: ranks, arguments(folder, store: store))
        #expect(job.exitCode == 0 && job.output == alone.output, "\(job.errors)")
        #expect(try exported(folder, store: store, "trials") == trials)
        #expect(
          try ["evaluations", "pruning"].map { try exported(folder, store: store, $0) } == others)
        return try exported(folder, store: store, "measures")
      }
      #expect(Set(measured).count == 1)
      for kind in kinds { #expect(measured[0].contains(",\(kind),"), "\(kind)") }
    }
  }

  /// The kinds that say nothing of rows of tokens.
  private static let unfit: Set = ["jacobian"]

  @Test("neither a reader of the store nor a stopped rank 0 makes a live rank lost")
  func health() throws {
    try withFolder { folder in
      let store = folder.appending(path: "health").path(percentEncoded: false)
      let experiment = Self.experiment.replacing("seeds: 2", with: "seeds: 2000")
      try Data(experiment.utf8).write(to: folder.appending(path: "experiment.yaml"))
      let job = try RunningJob(ranks: 3, arguments(folder, store: "health"))
      defer { job.end() }
      try job.waitForTrials(3, in: store)
      // A notebook: BEGIN; SELECT; 12 s; COMMIT.
      let results = try ResultStore.openForReading(store)
      let (before, after) = try results.reading { db in
        let count = try TrialRow.histories(in: db).count
        Thread.sleep(forTimeInterval: 12)
        return (count, try TrialRow.histories(in: db).count)
      }
      #expect(before == after)
      let first = try #require(try job.ranks[0])
      kill(first, SIGSTOP)
      Thread.sleep(forTimeInterval: 12)
      kill(first, SIGCONT)
      Thread.sleep(forTimeInterval: 5)
      kill(job.launcher, SIGUSR1)
      try #require(job.waitForEnd(), "hangs: \((try? job.errors) ?? "")")
      let errors = try job.errors
      #expect(!errors.contains("is lost") && errors.contains("incomplete: "), "\(errors)")
    }
  }

  @Test("a killed worker costs its own work only, or the job, which the same command continues")
  func lostWorker() throws {
    try withFolder { folder in
      // As many as are not all trained before the kill.
      let experiment = Self.experiment.replacing("seeds: 2", with: "seeds: 12")
      try Data(experiment.utf8).write(to: folder.appending(path: "experiment.yaml"))
      let whole = try Job(ranks: 2, arguments(folder, store: "whole"))
      #expect(whole.exitCode == 0, "\(whole.errors)")
      let store = folder.appending(path: "struck").path(percentEncoded: false)
      let job = try RunningJob(ranks: 3, arguments(folder, store: "struck"))
      defer { job.end() }
      let ranks = try job.waitForRanks(3)
      try job.waitForTrials(1, in: store)
      kill(try #require(ranks[2]), SIGKILL)
      try #require(job.waitForEnd(), "hangs: \((try? job.errors) ?? "")")
      if Job.survivesLosses {
        let errors = try job.errors
        #expect(job.exitCode == 0, "\(errors)")
      } else {
        let last = try Job(ranks: 3, arguments(folder, store: "struck"))
        #expect(last.exitCode == 0, "\(last.errors)")
      }
      #expect(
        try exported(folder, store: "struck", "trials")
          == exported(folder, store: "whole", "trials"))
    }
  }

  @Test("a sweep killed again and again ends with the same trials, none trained twice")
  func killed() throws {
    try withFolder { folder in
      let whole = try Job(ranks: 2, arguments(folder, store: "whole"))
      #expect(whole.exitCode == 0, "\(whole.errors)")
      for delay in [0.3, 0.5, 0.7, 0.9, 1.1] {
        try Job.killed(ranks: 2, arguments(folder, store: "killed"), after: delay)
      }
      let last = try Job(ranks: 2, arguments(folder, store: "killed"))
      #expect(last.exitCode == 0, "\(last.errors)")
      #expect(!last.errors.contains("differ"))
      #expect(last.output == whole.output)
      #expect(
        try exported(folder, store: "killed", "trials")
          == exported(folder, store: "whole", "trials"))

      let again = try Job(ranks: 2, arguments(folder, store: "killed"))
      #expect(again.ownErrors == ["groksweep: all 8 trials are stored; nothing is left to train"])
    }
  }
}
