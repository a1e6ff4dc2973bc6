import ArgumentParser
import Engine
import Testing

@testable import Sweep

/// What `why` says of a selection.
private func why(_ store: ResultStore, _ text: String) throws -> String {
  try WhyReport(store).text(try #require(TrialSelection(text)))
}

@Suite("Why")
struct WhyTests {
  /// Two cells of five trials: two with a result, one lost, one abandoned, one never assigned.
  private func withStore(_ body: (ResultStore) throws -> Void) throws {
    try withDirectory { directory in
      let experiment = try experiment(grid: "train_fraction: [0.4, 0.5]", seeds: "5")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      let records = [
        record(
          experiment, cell: 0, seed: 0,
          plantedTrial(memorizedAt: 10, generalizedAt: 40, steps: 50, ending: .stopped), attempt: 2),
        record(
          experiment, cell: 0, seed: 1,
          plantedTrial(memorizedAt: 20, generalizedAt: nil, steps: 60)),
        record(
          experiment, cell: 1, seed: 0,
          plantedTrial(memorizedAt: nil, generalizedAt: nil, steps: 30, ending: .diverged)),
      ]
      let events = [
        event(experiment, seed: 0, .assigned),
        event(experiment, seed: 0, .lost, second: 65, reason: "no heartbeat for 9 s"),
        event(experiment, seed: 0, .resumed, attempt: 2, second: 70),
        event(experiment, seed: 2, .lost, reason: "no heartbeat for 9 s"),
        event(experiment, seed: 3, .abandoned, reason: "killed by signal 9"),
      ]
      #expect(try store.append(records, events: events) == [])
      try body(store)
    }
  }

  @Test("tells the whole history of a trial, with hosts and times")
  func trial() throws {
    try withStore { store in
      let text = try why(store, "train_fraction=0.4,seed=0")
      #expect(
        text == """
          train_fraction 0.4, seed 0: generalized at step 40
            2025-06-15 15:06:40  attempt 1 on rank 1 of node7 assigned
            2025-06-15 15:07:45  attempt 1 on rank 1 of node7 lost after 1m05s at step 400: no heartbeat for 9 s
            2025-06-15 15:07:50  attempt 2 on rank 2 of node7 resumed at step 800
            2025-06-15 15:06:40  attempt 2 on rank 3 of node7 began, and ended after 0s

          """)
    }
  }

  @Test("has a word for every state of a trial")
  func states() throws {
    try withStore { store in
      let known = [
        ("1,seed=1", "censored: memorized at step 20, had not generalized at step 60"),
        ("2,seed=0", "diverged at step 30"), ("1,seed=2", "lost its worker; waiting"),
        ("1,seed=3", "abandoned: it lost its worker too often"), ("1,seed=4", "waiting: "),
      ]
      for (selection, words) in known {
        #expect(try why(store, selection).contains(": \(words)"), "\(selection)")
      }
      _ = try store.append([], events: [event(store.experiment, seed: 4, .assigned)])
      #expect(try why(store, "1,seed=4").contains(": running\n"))
      let reader = try ResultStore.openForReading(store.file.directory)
      #expect(try why(reader, "1,seed=4").contains(": running\n"), "its writer lives")
      _ = try store.append([], events: [event(store.experiment, seed: 4, .drained)])
      #expect(try why(store, "1,seed=4").contains(": drained; waiting for the next run\n"))
    }
  }

  @Test("counts the trials of a cell, and groups failures by cause")
  func cell() throws {
    try withStore { store in
      let text = try why(store, "train_fraction<1")
      #expect(
        text == """
          cell 1 (train_fraction 0.4): 2 of 5 trials stored, 1 abandoned, 1 lost its worker, 1 waiting
            2 lost: no heartbeat for 9 s (seeds 0, 2; on node7)
            1 abandoned: killed by signal 9 (seeds 3; on node7)

          cell 2 (train_fraction 0.5): 1 of 5 trials stored, 4 waiting

          """)
    }
  }

  @Test("says what is allowed instead of a cell that is not there")
  func missing() throws {
    try withStore { store in
      #expect(throws: SelectionError.noRow(3, count: 2)) { try why(store, "3") }
      #expect(throws: SelectionError.noRow(0, count: 2)) { try why(store, "0,seed=1") }
      #expect(throws: SelectionError.noSeed(9, of: [0, 1, 2, 3, 4])) { try why(store, "1,seed=9") }
      #expect(
        throws: SelectionError.noCell(["train_fraction=0.9"], there: ["train_fraction is 0.4, 0.5"])
      ) {
        try why(store, "train_fraction=0.9")
      }
    }
  }

  @Test("what is no selection is refused", arguments: ["", "seed", "1,2", "seed=1,seed=2", "a=,b"])
  func refused(text: String) throws {
    let error = #expect(throws: (any Error).self) {
      try Groksweep.parseAsRoot(["why", "somewhere", text])
    }
    #expect(Groksweep.exitCode(for: try #require(error)).rawValue == 64)
  }
}
