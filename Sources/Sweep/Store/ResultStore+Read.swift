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

  /// The number of stored trials.
  var stored: Int { endings.values.reduce(0, +) }
}

extension ResultStore {
  /// Goes through the stored trials of the current grid, by cell, then by seed as in the file.
  ///
  /// Each trial is read in a transaction of its own, so that a process that writes meanwhile never
  /// waits for longer than that.
  func forEachTrial(_ body: (StoredTrial) throws -> Void) throws {
    for index in 0..<stored.cellCount {
      let cell = stored.cell(index)
      for seed in stored.seeds {
        let configuration = cell.trial(seed: seed)
        let identity = configuration.identity
        let found = try reading { db in
          try TrialRow.fetch(identity, in: db).map { ($0.attempt, try result(of: $0, in: db)) }
        }
        guard let (attempt, result) = found else { continue }
        try body(
          StoredTrial(
            cell: index, seed: seed, configuration: configuration, result: result,
            attempt: attempt))
      }
    }
  }

  /// How far the current grid has come.
  ///
  /// Trials that are appended meanwhile do not count: keys only grow, and rows never change.
  func tally() throws(StoreError) -> Tally {
    let (count, last) = try reading { db in
      let row = try Row.fetchOne(db, sql: "SELECT count(*), max(id) FROM trials")
      return (row?[0] as Int? ?? 0, row?[1] as Int64? ?? 0)
    }
    var tally = Tally()
    for index in 0..<stored.cellCount {
      let cell = stored.cell(index)
      let identities = stored.seeds.map { cell.trial(seed: $0).identity }
      let endings = try reading { db in
        try identities.compactMap { try TrialRow.ending($0, upTo: last, in: db) }
      }
      tally.cells.append(
        CellTally(cell: cell, endings: endings.reduce(into: [:]) { $0[$1, default: 0] += 1 }))
    }
    tally.outsideGrid = count - tally.stored
    return tally
  }

  /// The number of stored trials that the current grid does not have.
  func trialsOutsideGrid() throws(StoreError) -> Int { try tally().outsideGrid }

  /// What a stored trial left behind.
  func result(of trial: TrialRow, in db: Database) throws -> TrialResult {
    guard var trajectory = try EvaluationRow.fetch(trial, in: db) else {
      throw StoreError.corrupt(path: file.path, reason: "an evaluation is unreadable")
    }
    let curves = try PruningRow.fetch(trial, in: db)
    for index in trajectory.indices {
      guard let accuracies = curves[trajectory[index].step] else { continue }
      guard accuracies.count >= 2 else {
        throw StoreError.corrupt(path: file.path, reason: "a pruning curve is incomplete")
      }
      trajectory[index].pruning = PruningCurve(accuracies: accuracies)
    }
    return TrialResult(tensors: trial.tensors, trajectory: trajectory, ending: trial.ending)
  }
}
