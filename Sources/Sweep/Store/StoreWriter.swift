import Engine
import GRDB

/// Writes trials and events within one transaction.
///
/// It looks up each cell and each provenance once, however many trials have them.
struct StoreWriter {
  private let db: Database
  private let path: String
  private var cells: [TrialConfiguration: CellRow] = [:]
  private var provenances: [Provenance: Int] = [:]
  private var insertTrial: StoreStatement
  private var insertEvaluation: StoreStatement
  private var insertPoint: StoreStatement
  private var insertEvent: StoreStatement
  private var milestones: MilestonesWriter
  private var measures: MeasureWriter

  /// Takes the thresholds under which milestones are written beside trajectories.
  init(_ db: Database, path: String, thresholds: Thresholds) throws {
    self.db = db
    self.path = path
    milestones = try MilestonesWriter(db, thresholds: thresholds)
    measures = try MeasureWriter(db)
    insertTrial = try StoreStatement(
      """
      INSERT INTO trials
        (cell, seed, ending, steps, attempt, rank, provenance, started_at, wall_seconds, checksum)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (cell, seed) DO NOTHING
      """, in: db)
    insertEvaluation = try StoreStatement(
      "INSERT INTO evaluations VALUES (?, ?, ?, ?, ?, ?, ?, ?)", in: db)
    insertPoint = try StoreStatement("INSERT INTO pruning VALUES (?, ?, ?, ?)", in: db)
    insertEvent = try StoreStatement(
      """
      INSERT INTO history (cell, seed, attempt, event, step, rank, provenance, at, reason)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, in: db)
  }

  /// Writes a trial unless it is stored.
  ///
  /// - Returns: the trial that is stored already, with its cell.
  mutating func insert(_ record: TrialRecord) throws -> (TrialRow, CellRow)? {
    let (result, attempt) = (record.result, record.attempt)
    let (cell, seed) = (try cell(of: record.configuration), record.configuration.seed.trial)
    let checksum = Seal(cell.identity, tensors: result.tensors).sealing(result, seed: seed).value
    insertTrial.bind(cell.id)
    insertTrial.bind(seed)
    insertTrial.bind(result.ending.rawValue)
    insertTrial.bind(result.steps)
    insertTrial.bind(attempt.number)
    insertTrial.bind(attempt.rank)
    insertTrial.bind(try key(of: attempt.provenance))
    insertTrial.bind(attempt.startedAt)
    insertTrial.bind(attempt.wallSeconds)
    insertTrial.bind(checksum)
    try insertTrial.run()
    guard db.changesCount > 0 else {
      guard let row = try TrialRow.fetch(cell.id, seed: seed, in: db).first else {
        throw StoreError.corrupt(path: path, reason: "a stored trial cannot be found")
      }
      return (row, cell)
    }
    let trial = Int(db.lastInsertedRowID)
    try name(result.tensors, of: cell, record.configuration)
    for evaluation in result.trajectory {
      let (norms, tensors) = (evaluation.tensorNorm2.count, result.tensors.count)
      precondition(norms == tensors, "\(norms) norms of \(tensors) tensors")
      try insert(evaluation, of: trial)
    }
    try milestones.insert(record, of: trial, checksum)
    try measures.insert(result.measures, of: trial)
    if result.kernels.count > 1 {
      for use in result.kernels {
        try db.execute(
          sql: "INSERT INTO kernels (trial, since, kernel) VALUES (?, ?, ?)",
          arguments: [trial, use.since, use.kernel])
      }
    }
    return nil
  }

  /// Writes what was measured of a trial that is stored already, as far as it was not.
  ///
  /// If the trial did not come out as it is stored, its measures are those of another one, and it is
  /// only noted that they were taken.
  mutating func measure(_ trial: TrialRow, _ result: TrialResult, isSame: Bool) throws {
    try measures.insert(result.measures, of: trial.id, isSame: isSame)
  }

  /// Writes what was measured of a trial that is stored, as far as it was not.
  mutating func measure(_ trial: TrialConfiguration, _ series: [MeasureSeries]) throws {
    let cell = try cell(of: trial)
    let rows = try TrialRow.fetch(cell.id, seed: trial.seed.trial, in: db)
    guard let row = rows.first else { return }
    try measures.insert(series, of: row.id)
  }

  /// Writes what happened to a trial.
  mutating func insert(_ event: TrialEvent) throws {
    let cell = try cell(of: event.configuration)
    insertEvent.bind(cell.id)
    insertEvent.bind(event.configuration.seed.trial)
    insertEvent.bind(event.attempt)
    insertEvent.bind(event.kind.rawValue)
    insertEvent.bind(event.step)
    insertEvent.bind(event.rank)
    insertEvent.bind(try key(of: event.provenance))
    insertEvent.bind(event.at)
    insertEvent.bind(event.reason)
    try insertEvent.run()
  }

  /// Writes what happened to a trial, unless it is written down already.
  mutating func insertUnlessThere(_ event: TrialEvent) throws {
    let cell = try cell(of: event.configuration)
    let seed = event.configuration.seed.trial
    let known = try HistoryRow.fetch(cell, of: event.configuration, seed: seed, in: db)
    if !known.contains(event) { try insert(event) }
  }

  private mutating func insert(_ evaluation: Evaluation, of trial: Int) throws {
    insertEvaluation.bind(trial)
    insertEvaluation.bind(evaluation.step)
    insertEvaluation.bind(evaluation.trainLoss)
    insertEvaluation.bind(evaluation.trainAccuracy)
    insertEvaluation.bind(evaluation.testLoss)
    insertEvaluation.bind(evaluation.testAccuracy)
    insertEvaluation.bind(evaluation.norm2)
    insertEvaluation.bind(evaluation.tensorNorm2)
    try insertEvaluation.run()
    guard let curve = evaluation.pruning else { return }
    for (fraction, accuracy) in zip(curve.fractions, curve.accuracies) {
      insertPoint.bind(trial)
      insertPoint.bind(evaluation.step)
      insertPoint.bind(fraction)
      insertPoint.bind(accuracy)
      try insertPoint.run()
    }
  }

  private mutating func cell(of configuration: TrialConfiguration) throws -> CellRow {
    let cell = configuration.cell
    if let row = cells[cell] { return row }
    let row = try CellRow.insert(cell, in: db)
    cells[cell] = row
    return row
  }

  /// Writes the names of a cell's tensors down with its first trial.
  private mutating func name(
    _ tensors: [String], of row: CellRow, _ configuration: TrialConfiguration
  ) throws {
    guard let known = row.tensors else {
      cells[configuration.cell] = try row.naming(tensors, in: db)
      return
    }
    guard known == tensors else {
      throw StoreError.otherTensors(path: path, stored: known, given: tensors)
    }
  }

  private mutating func key(of provenance: Provenance) throws -> Int {
    if let key = provenances[provenance] { return key }
    let key = try ProvenanceRow.insert(provenance, in: db)
    provenances[provenance] = key
    return key
  }
}
