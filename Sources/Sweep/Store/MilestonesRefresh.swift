import Engine
import GRDB

/// Brings the table `milestones` to the thresholds of an experiment, so that whoever reads the file
/// finds in it what `groksweep table` says.
enum MilestonesRefresh {
  /// Replaces rows under other thresholds or older rules, and writes those that are missing.
  ///
  /// A trial that is not as it was stored gets none; `groksweep` refuses it when it is read.
  static func run(_ thresholds: Thresholds, in db: Database) throws {
    try db.execute(
      sql: """
        DELETE FROM milestones WHERE definition <> ? OR memorization_threshold <> ?
          OR generalization_threshold <> ? OR sustained <> ?
        """,
      arguments: [
        Milestones.definition, thresholds.memorization, thresholds.generalization,
        thresholds.sustained,
      ])
    let missing = try Set(
      Int.fetchAll(
        db,
        sql: """
          SELECT t.id FROM trials t LEFT JOIN milestones m ON m.trial = t.id
          WHERE m.trial IS NULL
          """))
    guard !missing.isEmpty else { return }
    var writer = try MilestonesWriter(db, thresholds: thresholds)
    for cell in try CellRow.fetchAll(in: db) {
      guard var configuration = try? configuration(fromJSON: cell.identity) else { continue }
      let rows = try TrialRow.fetch(cell.id, in: db).filter { missing.contains($0.id) }
      let seal = Seal(cell.identity, tensors: cell.tensors ?? [])
      for start in stride(from: 0, to: rows.count, by: TrajectoryReader.atOnce) {
        let some = rows[start..<min(start + TrajectoryReader.atOnce, rows.count)]
        for (row, result) in try TrajectoryReader.read(some, of: cell, in: db) {
          guard let result, seal.sealing(result, seed: row.seed).value == row.checksum else {
            continue
          }
          configuration.seed.trial = row.seed
          try writer.insert(
            TrialRecord(configuration: configuration, result: result, attempt: row.attempt),
            of: row.id, row.checksum)
        }
      }
    }
  }
}
