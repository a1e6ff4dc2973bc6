import Engine
import GRDB

/// What a merge did.
struct Merged: Hashable, Sendable {
  /// The number of trials that were added.
  var added = 0
  /// The number of trials that were there already, with the same bits.
  var equal = 0
}

extension ResultStore {
  /// Takes over all trials, what was measured of them, and the history of other stores of the same
  /// experiment, in one transaction: all of it, or nothing if any trial differs from one that is stored.
  ///
  /// Merging is associative: of a trial that several stores have, the first attempt is kept.
  ///
  /// - Precondition: the store was opened for writing.
  func merge(_ shards: [ResultStore]) throws(StoreError) -> Merged {
    precondition(lock != nil, "\(file.path) was opened for reading")
    for shard in shards where shard.experiment.name != experiment.name {
      throw .otherExperiment(
        path: shard.file.path, stored: shard.experiment.name, given: experiment.name)
    }
    var notes: [StoreNote] = []
    for shard in shards { notes += try shard.notes() }
    let all = notes
    return try writing { db in
      try Self.insert(all, in: db)
      var writer = try StoreWriter(db, path: file.path, thresholds: experiment.thresholds)
      var merged = Merged()
      for shard in shards {
        try shard.forEachRecord { record in
          guard let (row, cell) = try writer.insert(record) else {
            merged.added += 1
            return
          }
          if let line = try difference(of: record, from: row, of: cell, in: db) {
            throw StoreError.conflict(
              path: shard.file.path,
              difference: "trial \(name(of: record.configuration)) differs: \(line)")
          }
          merged.equal += 1
        } events: { event in
          try writer.insertUnlessThere(event)
        }
        guard !shard.experiment.measures.isEmpty else { continue }
        for index in 0..<shard.experiment.cellCount {
          try shard.forEachMeasured(ofCell: index) { seed, measures in
            try writer.measure(shard.experiment.trial(cell: index, seed: seed), measures)
          }
        }
      }
      for detector in experiment.detectors {
        // A store that never had the rule has all its trials from before it.
        let before = try shards.reduce(0) { try $0 + ($1.trials(before: detector) ?? $1.count()) }
        try DetectorRow.add(before, before: detector.rule, in: db)
      }
      // Cells outside the grid may have other kinds of values.
      try StoreViews.create(for: experiment, in: db)
      return merged
    }
  }

  /// Goes through everything that is stored, whatever grid it belongs to.
  private func forEachRecord(
    _ body: (TrialRecord) throws -> Void, events: (TrialEvent) throws -> Void
  ) throws {
    for (cell, configuration) in try allCells() {
      let rows = try reading { db in try TrialRow.fetch(cell.id, in: db) }
      for start in stride(from: 0, to: rows.count, by: TrajectoryReader.atOnce) {
        let some = rows[start..<min(start + TrajectoryReader.atOnce, rows.count)]
        let results = try reading { db in
          try TrajectoryReader.results(of: some, of: cell, in: db)
        }
        for (row, result) in zip(some, results) {
          var trial = configuration
          trial.seed.trial = row.seed
          try body(TrialRecord(configuration: trial, result: result, attempt: row.attempt))
        }
      }
      let history = try reading { db in try HistoryRow.fetch(cell, of: configuration, in: db) }
      for event in history { try events(event) }
    }
  }

  /// All cells of which anything is stored, in the order in which they came.
  private func allCells() throws -> [(CellRow, TrialConfiguration)] {
    try reading { db in try CellRow.fetchAll(in: db) }.map { row in
      do {
        return (row, try configuration(fromJSON: row.identity))
      } catch {
        throw StoreError.corrupt(path: file.path, reason: "a cell cannot be read: \(error)")
      }
    }
  }
}
