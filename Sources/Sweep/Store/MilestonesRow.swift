import Engine
import GRDB

/// Writes rows of the table `milestones`, under one choice of thresholds.
struct MilestonesWriter {
  private let thresholds: Thresholds
  private var insert: StoreStatement

  init(_ db: Database, thresholds: Thresholds) throws {
    self.thresholds = thresholds
    let places = Array(repeating: "?", count: 22).joined(separator: ", ")
    insert = try StoreStatement("INSERT OR REPLACE INTO milestones VALUES (\(places))", in: db)
  }

  /// Writes what a trial's trajectory says, beside the trial's checksum.
  mutating func insert(_ record: TrialRecord, of trial: Int, _ checksum: Int) throws {
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
    insert.bind(seal(milestones, under: thresholds, of: checksum))
    try insert.run()
  }
}

/// A row of the table `milestones`.
enum MilestonesRow {
  /// The milestones of a cell's trials by seed, of as many as are kept under these thresholds and
  /// are what was written.
  static func fetch(
    _ cell: Int, under thresholds: Thresholds, in db: Database
  ) throws -> [Int: Milestones] {
    var select = try StoreStatement(
      """
      SELECT seed, ending, steps, memorization_step, memorization_censored_after,
        generalization_step, generalization_censored_after, norm2_memorization,
        norm2_generalization, norm2_end, norm2_start, norm2_peak, before_memorization,
        before_generalization, gap_memorization, gap_generalization, memorization_lost, relapses,
        compression_factor, trials.checksum, milestones.checksum
      FROM trials JOIN milestones ON trial = trials.id
      WHERE cell = ? AND definition = ? AND memorization_threshold = ?
        AND generalization_threshold = ? AND sustained = ?
      """, in: db)
    select.bind(cell)
    select.bind(rulesOf: thresholds)
    var rows: [Int: Milestones] = [:]
    while try select.next() {
      guard let milestones = milestones(select),
        seal(milestones, under: thresholds, of: select.integer(19)) == select.integer(20)
      else { continue }
      rows[select.integer(0)] = milestones
    }
    return rows
  }

  private static func milestones(_ row: StoreStatement) -> Milestones? {
    guard let memorization = milestone(row, 3), let generalization = milestone(row, 5) else {
      return nil
    }
    return Milestones(
      memorization: memorization, generalization: generalization,
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
  private static func milestone(_ row: StoreStatement, _ column: CInt) -> Milestone? {
    row.integerIfPresent(column).map(Milestone.reached)
      ?? row.integerIfPresent(column + 1).map(Milestone.censored)
  }
}

private func seal(_ milestones: Milestones, under thresholds: Thresholds, of trial: Int) -> Int {
  var seal = Seal()
  seal.add(trial)
  seal.add(milestones, under: thresholds)
  return seal.value
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
