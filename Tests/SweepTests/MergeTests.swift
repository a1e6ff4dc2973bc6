import ArgumentParser
import Engine
import Testing

@testable import Sweep

/// Makes a store with some trials and events, closes it, and returns its directory.
private func makeShard(
  _ directory: String, _ name: String, _ experiment: Experiment, _ records: [TrialRecord],
  _ events: [TrialEvent] = []
) throws -> String {
  let path = directory + "/" + name
  let store = try ResultStore.openForWriting(path, experiment: experiment)
  #expect(try store.append(records, events: events) == [])
  return path
}

/// Merges stores into another, which is made.
@discardableResult
private func merge(
  _ shards: [String], into target: String, _ experiment: Experiment
) throws -> Merged {
  let target = try ResultStore.openForWriting(target, experiment: experiment)
  return try target.merge(try shards.map { try ResultStore.openForReading($0) })
}

/// Everything that a reader sees of a store.
private func contents(_ directory: String) throws -> ([TrialRecord], [[TrialEvent]]) {
  let store = try ResultStore.openForReading(directory)
  var records: [TrialRecord] = []
  try store.forEachTrial { trial in
    records.append(
      TrialRecord(
        configuration: trial.configuration, result: trial.result, attempt: trial.attempt))
  }
  return (records, try (0..<store.experiment.cellCount).map { try store.history(ofCell: $0) })
}

@Suite("Merging stores")
struct MergeTests {
  private let experiment: Experiment
  private let records: [TrialRecord]

  init() throws {
    let experiment = try Sweep.Experiment(
      source: experimentSource(grid: "train_fraction: [0.4, 0.5]", seeds: "4"), path: "small")
    self.experiment = experiment
    records = (0..<2).flatMap { cell in
      (0..<4).map { seed in
        record(
          experiment, cell: cell, seed: seed,
          plantedTrial(memorizedAt: 10 * seed, generalizedAt: nil, steps: 50 + 10 * cell))
      }
    }
  }

  @Test("is associative, and carries attempts, provenance and history along")
  func associative() throws {
    try withDirectory { directory in
      var again = records[3]
      again.attempt.number = 9
      again.attempt.provenance.host = "elsewhere"
      let a = try makeShard(
        directory, "a", experiment, Array(records[0...3]),
        [event(experiment, seed: 0, .lost, reason: "no heartbeat")])
      let b = try makeShard(
        directory, "b", experiment, [again] + records[4...5],
        [event(experiment, cell: 1, seed: 3, .abandoned)])
      let c = try makeShard(directory, "c", experiment, Array(records[5...6]))

      let all = directory + "/all"
      #expect(try merge([a, b, c], into: all, experiment) == Merged(added: 7, equal: 2))
      try merge([b, c], into: directory + "/bc", experiment)
      try merge([a, directory + "/bc"], into: directory + "/right", experiment)
      try merge([a, b], into: directory + "/left", experiment)
      try merge([c], into: directory + "/left", experiment)

      let (merged, history) = try contents(all)
      #expect(merged == Array(records[0...6]))
      #expect(history.map { $0.map(\.kind) } == [[.lost], [.abandoned]])
      for other in ["left", "right"] {
        let (records, events) = try contents(directory + "/" + other)
        #expect(records == merged && events == history, "\(other)")
      }
      #expect(try merge([a, b, c], into: all, experiment) == Merged(added: 0, equal: 9))
      #expect(try contents(all).1 == history, "nothing is written down twice")
    }
  }

  @Test("refuses a trial that differs in a bit, and leaves the store as it was")
  func conflict() throws {
    try withDirectory { directory in
      var other = records[1]
      other.result.trajectory[2].testLoss = 2.0.nextUp
      let a = try makeShard(directory, "a", experiment, Array(records[0...1]))
      let b = try makeShard(directory, "b", experiment, [records[7], other])
      try merge([a], into: directory + "/all", experiment)
      let error = #expect(throws: StoreError.self) {
        try merge([b], into: directory + "/all", experiment)
      }
      #expect(
        error.map { "\($0)" }
          == "\(b)/results.sqlite: not merged, because trial train_fraction 0.4, seed 1 differs: "
          + "at step 20, test_loss is 2.0 and 2.0000000000000004; stored by attempt 1 on rank 3 of "
          + "node7, repeated by attempt 1 on rank 3 of node7")
      #expect(try contents(directory + "/all").0 == Array(records[0...1]))
    }
  }

  @Test("takes trials that the grid does not have, and refuses another experiment")
  func otherGrids() throws {
    try withDirectory { directory in
      let wider = try Sweep.Experiment(
        source: experimentSource(grid: "train_fraction: [0.4, 0.7]", seeds: "9"), path: "wider")
      let a = try makeShard(directory, "a", wider, [record(wider, cell: 1, seed: 8)])
      let target = directory + "/all"
      #expect(try merge([a], into: target, experiment) == Merged(added: 1))
      #expect(try ResultStore.openForReading(target).tally().outsideGrid == 1)

      let foreign = try Sweep.Experiment(source: experimentSource(name: "foreign"), path: "foreign")
      let b = try makeShard(directory, "b", foreign, [])
      #expect(
        throws: StoreError.otherExperiment(
          path: b + "/results.sqlite", stored: "foreign", given: "small")
      ) { try merge([b], into: target, experiment) }
    }
  }

  @Test("a store is not merged into itself")
  func itself() throws {
    let error = #expect(throws: (any Error).self) {
      try Groksweep.parseAsRoot(["merge", "a", "b/../c", "--into", "c"])
    }
    #expect(Groksweep.exitCode(for: try #require(error)).rawValue == 64)
  }
}
