import Testing

@testable import Sweep

/// An event of a trial of an experiment, a second after the one before.
func event(
  _ experiment: Experiment, cell: Int = 0, seed: Int, _ kind: TrialEvent.Kind, attempt: Int = 1,
  second: Int = 0, reason: String = ""
) -> TrialEvent {
  TrialEvent(
    configuration: experiment.trial(cell: cell, seed: seed), attempt: attempt, kind: kind,
    step: 400 * attempt, rank: attempt, provenance: node7, at: 1_750_000_000 + Double(second),
    reason: reason)
}

@Suite("The history of trials")
struct HistoryTests {
  @Test("is given back in its order, by cell and by trial")
  func order() throws {
    try withDirectory { directory in
      let experiment = try experiment(grid: "train_fraction: [0.4, 0.5]", seeds: "3")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      let first = event(experiment, seed: 2, .assigned)
      let other = event(experiment, seed: 1, .lost, reason: "no heartbeat for \"9\" s")
      let elsewhere = event(experiment, cell: 1, seed: 2, .drained)
      let last = event(experiment, seed: 2, .lost)
      #expect(try store.append([], events: [first, other]) == [])
      #expect(try store.append(records(experiment), events: [elsewhere, last]) == [])
      #expect(try store.history(ofCell: 0) == [first, other, last])
      #expect(try store.history(ofCell: 0, seed: 2) == [first, last])
      #expect(try store.history(ofCell: 1) == [elsewhere])
      #expect(try store.history(ofCell: 1, seed: 0) == [])
      #expect(try store.count() == 6)
    }
  }

  @Test("a trial is abandoned as long as that is the last of it, and it has no result")
  func abandoned() throws {
    try withDirectory { directory in
      let experiment = try experiment(grid: "train_fraction: [0.4, 0.5]", seeds: "4")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      let events = (0..<4).flatMap { seed in
        [event(experiment, seed: seed, .lost), event(experiment, seed: seed, .abandoned)]
      }
      _ = try store.append([], events: events)
      #expect(try store.tally().cells.map(\.abandoned) == [4, 0])
      _ = try store.append([], events: [event(experiment, seed: 3, .assigned, attempt: 4)])
      #expect(try store.tally().cells.map(\.abandoned) == [3, 0])
      _ = try store.append([record(experiment, cell: 0, seed: 1)])
      #expect(try store.tally().cells.map(\.abandoned) == [2, 0])
      #expect(try store.missingTrials().count == 7, "the next run trains abandoned trials too")
      #expect(try SweepSummary(store).abandoned == [2, 0])

      let report = try StatusCommand.report(on: store)
      #expect(report.contains("0.4       4       1        0       1         0          2"))
    }
  }
}
