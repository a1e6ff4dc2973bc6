import Engine
import GRDB

/// Writes rows of the table `milestones`, under one choice of thresholds.
struct MilestonesWriter {
  private let thresholds: Thresholds
  private var insert: StoreStatement

  init(_ db: Database, thresholds: Thresholds) throws {
    self.thresholds = thresholds
    let places = Array(repeating: "?", count: 21).joined(separator: ", ")
    insert = try StoreStatement("INSERT OR REPLACE INTO milestones VALUES (\(places))", in: db)
  }

  /// Writes what a trial's trajectory says.
  mutating func insert(_ record: TrialRecord, of trial: Int) throws {
    let milestones = Milestones(
      record.result, of: record.configuration, thresholds: thresholds)
    insert.bind(trial)
    insert.bind(rulesOf: thresholds)
    for milestone in [milestones.memorization, milestones.generalization] {
      insert.bind(milestone.step)
      insert.bind(milestone.lastBelow)
    }
    insert.bind(milestones.norm2AtMemorization)
    insert.bind(milestones.norm2AtGeneralization)
    insert.bind(milestones.norm2AtEnd)
    insert.bind(milestones.norm2AtStart)
    insert.bind(milestones.norm2Peak)
    insert.bind(milestones.crossings?.beforeMemorization)
    insert.bind(milestones.crossings?.beforeGeneralization)
    insert.bind(milestones.crossings?.gapAtMemorization)
    insert.bind(milestones.crossings?.gapAtGeneralization)
    insert.bind(
      (milestones.crossings?.memorizationLost ?? false ? 1 : 0)
        + (milestones.crossings?.memorizationCollapsed ?? false ? 2 : 0))
    insert.bind(milestones.crossings?.relapses ?? 0)
    insert.bind(milestones.compressionFactor)
    try insert.run()
  }
}

/// A row of the table `milestones`.
enum MilestonesRow {
  /// The milestones of a cell's trials by seed, of as many as are kept under these thresholds.
  static func fetch(
    _ cell: Int, under thresholds: Thresholds, in db: Database
  ) throws -> [Int: Milestones] {
    // A store that no newer program has written yet has no such table.
    guard try db.tableExists("milestones") else { return [:] }
    var select = try StoreStatement(
      """
      SELECT seed, ending, steps, memorization_step, memorization_censored_after,
        generalization_step, generalization_censored_after, norm2_memorization,
        norm2_generalization, norm2_end, norm2_start, norm2_peak, before_memorization,
        before_generalization, gap_memorization, gap_generalization, memorization_lost, relapses,
        compression_factor
      FROM trials JOIN milestones ON trial = trials.id
      WHERE cell = ? AND definition = ? AND memorization_threshold = ?
        AND generalization_threshold = ? AND sustained = ?
      """, in: db)
    select.bind(cell)
    select.bind(rulesOf: thresholds)
    var rows: [Int: Milestones] = [:]
    while try select.next() { rows[select.integer(0)] = try milestones(select) }
    return rows
  }

  private static func milestones(_ row: StoreStatement) throws -> Milestones {
    Milestones(
      memorization: try milestone(row, 3), generalization: try milestone(row, 5),
      diverged: row.text(1) == Ending.diverged.rawValue, steps: row.integer(2),
      norm2AtMemorization: row.numberIfPresent(7),
      norm2AtGeneralization: row.numberIfPresent(8), norm2AtEnd: row.numberIfPresent(9),
      norm2AtStart: row.numberIfPresent(10), norm2Peak: row.numberIfPresent(11),
      crossings: Crossings(
        beforeMemorization: row.integerIfPresent(12),
        beforeGeneralization: row.integerIfPresent(13),
        gapAtMemorization: row.numberIfPresent(14),
        gapAtGeneralization: row.numberIfPresent(15), memorizationLost: row.integer(16) & 1 != 0,
        memorizationCollapsed: row.integer(16) & 2 != 0,
        relapses: row.integer(17)),
      compressionFactor: row.numberIfPresent(18))
  }

  /// Reads two columns, of which one is NULL.
  private static func milestone(_ row: StoreStatement, _ column: CInt) throws -> Milestone {
    if let step = row.integerIfPresent(column) { return .reached(step) }
    guard let last = row.integerIfPresent(column + 1) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a milestone is unreadable")
    }
    return .censored(after: last)
  }
}

extension StoreStatement {
  /// Binds what a row was derived by: the rules' version, then the three thresholds.
  fileprivate mutating func bind(rulesOf thresholds: Thresholds) {
    bind(Milestones.definition)
    bind(thresholds.memorization)
    bind(thresholds.generalization)
    bind(thresholds.sustained)
  }
}
