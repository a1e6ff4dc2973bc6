import Engine
import GRDB
import Testing

@testable import Sweep

@Suite("Milestones beside trajectories")
struct StoredMilestonesTests {
  /// The milestones of a store, read in the quick way.
  private func kept(
    _ store: ResultStore, under thresholds: Thresholds = Thresholds()
  ) throws -> [TrialSummary] {
    var trials: [TrialSummary] = []
    try store.forEachSummary(under: thresholds) { trials.append($0) }
    return trials
  }

  /// The same, from the trajectories.
  private func derived(
    _ store: ResultStore, under thresholds: Thresholds = Thresholds()
  ) throws -> [TrialSummary] {
    var trials: [TrialSummary] = []
    try store.forEachTrial {
      trials.append(
        TrialSummary(
          cell: $0.cell, seed: $0.seed, milestones: Milestones($0.result, thresholds: thresholds)))
    }
    return trials
  }

  /// A store of trials of all kinds, with changes made to it afterwards.
  private func withStore(
    _ changes: String? = nil, _ body: (ResultStore) throws -> Void
  ) throws {
    try withDirectory { directory in
      let experiment = try experiment(grid: "train_fraction: [0.4, 0.5]", seeds: "[5, 2, 9, 0]")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      var all = records(experiment)
      all[0].result = plantedTrial(memorizedAt: 100, generalizedAt: 700, steps: 1000)
      all[1].result = plantedTrial(memorizedAt: 100, generalizedAt: nil, steps: 1000)
      all[2].result.trajectory = []
      all[3].result = all[0].result
      all[3].result.trajectory[2].tensorNorm2[0] = .infinity
      all[3].result.ending = .diverged
      for index in all.indices { all[index].result.tensors = tensors }
      _ = try store.append(all)
      if let changes { try store.database.write { try $0.execute(sql: changes) } }
      try body(store)
    }
  }

  @Test("say what the trajectories say, whatever the thresholds")
  func same() throws {
    try withStore { store in
      let (one, other) = (Thresholds(), Thresholds(memorization: 0.5, sustained: 2))
      for thresholds in [one, other] {
        let trials = try kept(store, under: thresholds)
        #expect(try trials == derived(store, under: thresholds))
        #expect(trials.map(\.seed) == [5, 2, 9, 0, 5, 2, 9, 0])
      }
    }
  }

  @Test("are read in the place of trajectories, but under their own thresholds and rules only")
  func isRead() throws {
    var known: [TrialSummary] = []
    try withStore { store in known = try derived(store) }
    try withStore("DELETE FROM evaluations; DELETE FROM pruning") { store in
      let trials = try kept(store)
      #expect(trials == known)
      #expect(throws: StoreError.self) { try kept(store, under: Thresholds(generalization: 0.91)) }
    }
    // Under older rules, or changed by others.
    for change in ["relapses = 77", "definition = definition - 1", "checksum = 0"] {
      try withStore("UPDATE milestones SET \(change)") { store in
        let trials = try kept(store)
        #expect(trials == known)
      }
    }
  }

  @Test("may be missing, all or some")
  func missing() throws {
    for condition in ["true", "trial % 2 = 0"] {
      try withStore("DELETE FROM milestones WHERE \(condition)") { store in
        let trials = try kept(store)
        #expect(try trials == derived(store))
      }
    }
  }
}
