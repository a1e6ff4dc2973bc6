import Engine
import GRDB

/// A trial of the current grid, as it is stored.
struct StoredTrial: Hashable, Sendable {
  /// The position of its cell in the grid.
  let cell: Int
  /// Its seed.
  let seed: Int
  /// What was trained, seed included.
  let configuration: TrialConfiguration
  /// What it left behind.
  let result: TrialResult
  /// Who trained it, and for how long.
  let attempt: Attempt
}

/// How many trials are stored, and how they ended.
struct Tally: Hashable, Sendable {
  /// The cells of the current grid, in order.
  var cells: [CellTally] = []
  /// The number of stored trials that the current grid does not have.
  var outsideGrid = 0

  /// The number of stored trials that the current grid has.
  var stored: Int { cells.reduce(0) { $0 + $1.stored } }
}

/// How many trials of a cell are stored, and how they ended.
struct CellTally: Hashable, Sendable {
  /// The cell.
  let cell: Cell
  /// The number of stored trials by how they ended.
  var endings: [Ending: Int] = [:]
  /// The number of trials that were given up and have no result.
  var abandoned = 0

  /// The number of stored trials.
  var stored: Int { endings.values.reduce(0, +) }
}

extension ResultStore {
  /// Goes through the stored trials of the current grid, by cell, then by seed as in the file.
  ///
  /// They are read some hundred at a time, so that a process that writes meanwhile never waits for
  /// longer than that.
  func forEachTrial(_ body: (StoredTrial) throws -> Void) throws {
    for index in 0..<experiment.cellCount { try forEachTrial(ofCell: index, body) }
  }

  /// Goes through the stored trials of one cell of the grid, by seed as in the file.
  func forEachTrial(ofCell index: Int, _ body: (StoredTrial) throws -> Void) throws {
    guard let (row, trials) = try rows(ofCell: index) else { return }
    let cell = experiment.cell(index)
    for start in stride(from: 0, to: trials.count, by: TrajectoryReader.atOnce) {
      let some = trials[start..<min(start + TrajectoryReader.atOnce, trials.count)]
      let results = try reading { db in
        try TrajectoryReader.results(of: some, of: row, in: db)
      }
      for (trial, result) in zip(some, results) {
        try body(
          StoredTrial(
            cell: index, seed: trial.seed, configuration: cell.trial(seed: trial.seed),
            result: result, attempt: trial.attempt))
      }
    }
  }

  /// A cell of the grid with its stored trials, by seed as in the file; `nil` if nothing of it is
  /// stored.
  func rows(ofCell index: Int) throws(StoreError) -> (cell: CellRow, trials: [TrialRow])? {
    let configuration = experiment.cell(index).configuration
    let found = try reading { db in
      try CellRow.fetch(configuration, in: db).map { row in
        (row, trials: try TrialRow.fetch(row.id, in: db))
      }
    }
    guard let (cell, rows) = found else { return nil }
    let positions = Dictionary(uniqueKeysWithValues: rows.indices.map { (rows[$0].seed, $0) })
    return (cell, experiment.seeds.compactMap { positions[$0] }.map { rows[$0] })
  }

  /// The milestones of the stored trials of the current grid, by cell, then by seed as in the file.
  ///
  /// Trajectories are read only of trials that were stored under other thresholds, or if a
  /// tolerance makes them relative.
  func forEachSummary(
    under thresholds: Thresholds, tolerance: Double? = nil, _ body: (TrialSummary) -> Void
  ) throws {
    for index in 0..<experiment.cellCount {
      let configuration = experiment.cell(index).configuration
      var (count, milestones): (Int, [Int: Milestones]) = try reading { db in
        guard let cell = try CellRow.fetch(configuration, in: db) else { return (0, [:]) }
        return (
          try TrialRow.count(cell.id, in: db),
          tolerance == nil ? try MilestonesRow.fetch(cell.id, under: thresholds, in: db) : [:]
        )
      }
      if milestones.count < count {
        try forEachTrial(ofCell: index) {
          milestones[$0.seed] = Milestones(
            $0.result, of: configuration, thresholds: thresholds, tolerance: tolerance)
        }
      }
      for seed in experiment.seeds {
        guard let milestones = milestones[seed] else { continue }
        body(TrialSummary(cell: index, seed: seed, milestones: milestones))
      }
    }
  }

  /// Goes through who trained the stored trials of the current grid, each with its cell and its seed.
  func forEachAttempt(_ body: (_ cell: Int, _ seed: Int, Attempt) -> Void) throws {
    let seeds = Set(experiment.seeds)
    for index in 0..<experiment.cellCount {
      let configuration = experiment.cell(index).configuration
      let rows = try reading { db in
        try CellRow.fetch(configuration, in: db).map { try TrialRow.fetch($0.id, in: db) } ?? []
      }
      for row in rows where seeds.contains(row.seed) { body(index, row.seed, row.attempt) }
    }
  }

  /// A trial of the current grid, if it is stored.
  func trial(ofCell index: Int, seed: Int) throws(StoreError) -> StoredTrial? {
    let configuration = experiment.trial(cell: index, seed: seed)
    return try reading { db in
      guard let cell = try CellRow.fetch(configuration, in: db),
        let row = try TrialRow.fetch(cell.id, seed: seed, in: db).first
      else { return nil }
      let results = try TrajectoryReader.results(of: [row], of: cell, in: db)
      return StoredTrial(
        cell: index, seed: seed, configuration: configuration, result: results[0],
        attempt: row.attempt)
    }
  }

  /// The BLAS kernels of a trial that went on with another one than it began with; none for any
  /// other trial.
  func kernels(ofCell index: Int, seed: Int) throws(StoreError) -> [KernelUse] {
    let configuration = experiment.trial(cell: index, seed: seed)
    return try reading { db in
      guard let cell = try CellRow.fetch(configuration, in: db),
        let row = try TrialRow.fetch(cell.id, seed: seed, in: db).first
      else { return [] }
      return try Row.fetchAll(
        db, sql: "SELECT kernel, since FROM kernels WHERE trial = ? ORDER BY since",
        arguments: [row.id]
      ).map { KernelUse($0["kernel"], since: $0["since"]) }
    }
  }

  /// The trials of the current grid that are not stored, or of which something is to be measured
  /// still, by cell, then by seed as in the file.
  func missingTrials() throws(StoreError) -> Workload {
    var shares: [Workload.Share] = []
    for index in 0..<experiment.cellCount {
      let known = try storedSeeds(ofCell: index, with: experiment.measures)
      // The list itself where nothing is stored, so that cells share its memory.
      let seeds =
        known.isEmpty ? experiment.seeds : experiment.seeds.filter { !known.contains($0) }
      guard !seeds.isEmpty else { continue }
      shares.append(
        Workload.Share(position: index, cell: experiment.cell(index).configuration, seeds: seeds))
    }
    return Workload(shares)
  }

  /// The seeds of a cell's stored trials, those that the experiment no longer has included, as far as
  /// certain measures were taken.
  func storedSeeds(
    ofCell index: Int, with measures: [MeasureRequest] = []
  ) throws(StoreError) -> Set<Int> {
    let configuration = experiment.cell(index).configuration
    return try reading { db in
      guard let cell = try CellRow.fetch(configuration, in: db) else { return [] }
      return measures.isEmpty
        ? try TrialRow.seeds(cell.id, in: db)
        : try MeasureRow.seeds(cell.id, measuredBy: measures, in: db)
    }
  }

  /// The number of stored trials that came out otherwise when they were trained again to be measured.
  func differing() throws(StoreError) -> Int {
    try reading { db in
      try Int.fetchOne(
        db, sql: "SELECT count(DISTINCT trial) FROM measured WHERE checksum IS NULL") ?? 0
    }
  }

  /// The number of stored trials that went on with another BLAS kernel than they began with.
  func changedKernels() throws(StoreError) -> Int {
    try reading { db in
      try Int.fetchOne(db, sql: "SELECT count(DISTINCT trial) FROM kernels") ?? 0
    }
  }

  /// How often each thing happened to trials before they had a result.
  func eventCounts() throws(StoreError) -> [TrialEvent.Kind: Int] {
    try reading { db in try HistoryRow.counts(in: db) }
  }

  /// How many trials were stored when a detector's rule was first in the experiment file; `nil` if it
  /// never was.
  func trials(before detector: Detector) throws(StoreError) -> Int? {
    try reading { db in try DetectorRow.fetch(detector.rule, in: db) }
  }

  /// The cells of the current grid.
  var cells: [TrialConfiguration] {
    (0..<experiment.cellCount).map { experiment.cell($0).configuration }
  }

  /// How long the stored trials of cells took, whatever their seed.
  func histories(of cells: [TrialConfiguration]) throws(StoreError) -> [CellHistory] {
    try reading { db in
      let known = try TrialRow.histories(in: db)
      guard !known.isEmpty else { return cells.map { _ in CellHistory() } }
      return try cells.map { cell in
        try CellRow.fetch(cell, in: db).flatMap { known[$0.id] } ?? CellHistory()
      }
    }
  }

  /// How far the current grid has come.
  func tally() throws(StoreError) -> Tally {
    let seeds = "[" + experiment.seeds.map(String.init).joined(separator: ",") + "]"
    let (total, endings, abandoned) = try reading { db in
      (
        try Int.fetchOne(db, sql: "SELECT count(*) FROM trials") ?? 0,
        try TrialRow.endings(ofSeeds: seeds, in: db),
        try HistoryRow.abandoned(ofSeeds: seeds, in: db)
      )
    }
    var tally = Tally()
    for index in 0..<experiment.cellCount {
      let cell = experiment.cell(index)
      let key = try reading { db in try CellRow.fetch(cell.configuration, in: db)?.id }
      tally.cells.append(
        CellTally(
          cell: cell, endings: key.flatMap { endings[$0] } ?? [:],
          abandoned: key.flatMap { abandoned[$0] } ?? 0))
    }
    tally.outsideGrid = total - tally.stored
    return tally
  }

  /// What happened to the trials of a cell of the grid before they had a result, in its order; with
  /// a seed, to that trial.
  func history(ofCell index: Int, seed: Int? = nil) throws(StoreError) -> [TrialEvent] {
    let configuration = experiment.cell(index).configuration
    return try reading { db in
      try CellRow.fetch(configuration, in: db).map {
        try HistoryRow.fetch($0, of: configuration, seed: seed, in: db)
      } ?? []
    }
  }

  /// The names of all tensors in the order in which they first appear in the grid.
  func tensorNames() throws(StoreError) -> [String] {
    var names: [String] = []
    for index in 0..<experiment.cellCount {
      let configuration = experiment.cell(index).configuration
      let tensors = try reading { db in try CellRow.fetch(configuration, in: db)?.tensors } ?? []
      for name in tensors where !names.contains(name) { names.append(name) }
    }
    return names
  }
}
