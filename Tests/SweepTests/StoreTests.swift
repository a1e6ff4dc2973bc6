import ArgumentParser
import Engine
import Foundation
import GRDB
import Testing

@testable import Sweep

@Suite("The store")
struct StoreTests {
  @Test("gives back every number with all its bits")
  func roundTrip() throws {
    try withDirectory { directory in
      let experiment = try experiment(grid: "train_fraction: [0.4, 0.5]", seeds: "[7, 2]")
      let records = records(experiment)
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      #expect(try store.append(records) == [])

      var trials: [StoredTrial] = []
      try ResultStore.openForReading(directory).forEachTrial { trials.append($0) }
      #expect(trials.map(\.configuration) == records.map(\.configuration))
      #expect(trials.map(\.seed) == [7, 2, 7, 2])
      #expect(trials.map(\.cell) == [0, 0, 1, 1])
      #expect(trials.map(\.attempt) == records.map(\.attempt))
      for (trial, record) in zip(trials, records) {
        #expect(bits(trial.result) == bits(record.result))
        #expect(trial.result.tensors == record.result.tensors)
        #expect(trial.result.ending == record.result.ending)
      }
    }
  }

  @Test("keeps a trial without evaluations")
  func emptyTrajectory() throws {
    try withDirectory { directory in
      let experiment = try experiment(seeds: "1")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      let nothing = TrialResult(tensors: [], trajectory: [], ending: .diverged)
      _ = try store.append([record(experiment, cell: 0, seed: 0, nothing)])
      try store.forEachTrial { #expect($0.result == nothing) }
      #expect(try store.count() == 1)
    }
  }

  @Test("keeps the first result of a trial, and says where a repetition differs")
  func repetition() throws {
    try withDirectory { directory in
      let experiment = try experiment(grid: "train_fraction: [0.4]", seeds: "[5]")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      var first = result(seed: 1)
      first.trajectory[1].testLoss = 0.5
      #expect(try store.append([record(experiment, cell: 0, seed: 5, first)]) == [])
      #expect(try store.append([record(experiment, cell: 0, seed: 5, first, attempt: 2)]) == [])

      var other = first
      other.trajectory[1].testLoss = 0.5.nextUp
      #expect(
        try store.append([record(experiment, cell: 0, seed: 5, other, attempt: 3)]) == [
          """
          trial train_fraction 0.4, seed 5 is not deterministic: at step 10, test_loss is 0.5 and \
          0.5000000000000001; stored by attempt 1 on rank 3 of node7, repeated by attempt 3 on \
          rank 3 of node7
          """
        ])
      try store.forEachTrial { #expect(bits($0.result) == bits(first)) }
      #expect(try store.count() == 1)
    }
  }

  @Test("notices any measure, step or ending that a repetition changes")
  func anyDifference() throws {
    try withDirectory { directory in
      let experiment = try experiment(seeds: "1")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      let first = result(seed: 3)
      _ = try store.append([record(experiment, cell: 0, seed: 0, first)])
      let changes: [(inout TrialResult) -> Void] = [
        { $0.ending = .stopped }, { $0.tensors[0] = "other" }, { $0.trajectory.removeLast() },
        { $0.trajectory[1].step = 11 }, { $0.trajectory[0].trainAccuracy.negate() },
        { $0.trajectory[2].tensorNorm2[1] = 0 }, { $0.trajectory[2].pruning = nil },
        { $0.trajectory[2].pruning?.accuracies[40] = 0.25 },
      ]
      for (index, change) in changes.enumerated() {
        var other = first
        change(&other)
        let lines = try store.append([record(experiment, cell: 0, seed: 0, other)])
        #expect(lines.count == 1, "change \(index)")
      }
    }
  }

  @Test("knows a trial by its configuration: editing the grid repeats and loses nothing")
  func editing() throws {
    try withDirectory { directory in
      let before = try experiment(grid: "train_fraction: [0.4, 0.5]", seeds: "2")
      let store = try ResultStore.openForWriting(directory, experiment: before)
      _ = try store.append(records(before))
    } after: { directory in
      let after = try experiment(
        grid: "optimizer.weight_decay: [3, 1], train_fraction: [0.6, 0.5]", seeds: "[1, 0, 2]")
      let store = try ResultStore.openForWriting(directory, experiment: after)
      #expect(try store.count() == 4)
      let missing = try store.missingTrials().configurations
      let expected = (0..<after.cellCount).flatMap { cell in
        after.seeds.filter { cell != 3 || $0 == 2 }.map { after.trial(cell: cell, seed: $0) }
      }
      #expect(Array(missing) == expected)
      #expect(try store.tally().outsideGrid == 2)

      var trials: [StoredTrial] = []
      try store.forEachTrial { trials.append($0) }
      #expect(trials.map(\.cell) == [3, 3])
      #expect(trials.map(\.seed) == [1, 0])
      #expect(store.experiment.fields == ["optimizer.weight_decay", "train_fraction"])
    }
  }

  @Test("reads a cell of many trials by seed as in the file, however they were stored")
  func manySeeds() throws {
    try withDirectory { directory in
      let seeds = (0..<600).map { $0 * 7 % 601 }
      let experiment = try experiment(seeds: "\(seeds)")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      // Backwards, then forwards, then with gaps; one of them without evaluations.
      var all = records(experiment)
      all[5].result = TrialResult(tensors: tensors, trajectory: [], ending: .diverged)
      _ = try store.append(all[..<200].reversed() + Array(all[200..<400]))
      _ = try store.append(stride(from: 400, to: 600, by: 2).map { all[$0] })
      _ = try store.append(stride(from: 401, to: 600, by: 2).map { all[$0] })
      var read: [Int] = []
      try store.forEachTrial { trial in
        read.append(trial.seed)
        #expect(bits(trial.result) == bits(all[read.count - 1].result))
      }
      #expect(read == seeds)
    }
  }

  @Test("refuses a trial whose network has other tensors than its cell, and keeps the rest")
  func otherTensors() throws {
    try withDirectory { directory in
      let experiment = try experiment(seeds: "3")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      _ = try store.append([record(experiment, cell: 0, seed: 0)])
      var other = result(seed: 1)
      other.tensors[0] = "other"
      let error = #expect(throws: StoreError.self) {
        try store.append([
          record(experiment, cell: 0, seed: 1), record(experiment, cell: 0, seed: 2, other),
        ])
      }
      #expect(
        error
          == .otherTensors(
            path: directory + "/results.sqlite", stored: tensors, given: other.tensors))
      #expect(try store.count() == 1)
    }
  }
}

@Suite("The status of an experiment")
struct StatusTests {
  @Test("counts the trials of each cell by how they ended")
  func report() throws {
    try withDirectory { directory in
      let experiment = try experiment(grid: "train_fraction: [0.4, 0.5]", seeds: "3")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      let endings: [(Int, Int, Ending)] = [(0, 0, .stopped), (0, 2, .budget), (1, 1, .diverged)]
      for (cell, seed, ending) in endings {
        _ = try store.append([
          record(experiment, cell: cell, seed: seed, result(seed: 1, ending: ending))
        ])
      }
      let process = ProcessInfo.processInfo
      #expect(
        try StatusCommand.report(on: .openForReading(directory)) == """
          experiment  small
          trials      3 of 6 stored
          writing     process \(process.processIdentifier) on \(process.hostName)

          train_fraction  trials  stored  stopped  budget  diverged  abandoned
                     0.4       3       2        1       1         0          0
                     0.5       3       1        0       0         1          0

          """)
    }
  }

  @Test("is exit code 65 and one line if there is no such store")
  func failure() throws {
    let error = #expect(throws: ExitCode.self) {
      try exitingCleanly {
        throw StoreError.missing(path: "a test of the line for a missing store")
      }
    }
    #expect(error?.rawValue == 65)
    #expect(throws: CancellationError.self) { try exitingCleanly { throw CancellationError() } }
  }
}
