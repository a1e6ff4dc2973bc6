import GRDB

/// A row of the table `detectors`: how many trials were there before a rule was first in the experiment
/// file.
///
/// The table is made by the first experiment that has detectors.
enum DetectorRow {
  /// Writes down the rules that are new.
  static func insert(_ detectors: [Detector], in db: Database) throws {
    guard !detectors.isEmpty else { return }
    try db.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS detectors (
          rule TEXT PRIMARY KEY,
          trials INTEGER NOT NULL   -- how many were stored when the rule was first in the file
        ) WITHOUT ROWID
        """)
    for detector in detectors {
      try db.execute(
        sql: "INSERT INTO detectors SELECT ?, count(*) FROM trials WHERE true "
          + "ON CONFLICT DO NOTHING",
        arguments: [detector.rule])
    }
  }

  /// Counts trials, of those that are stored, that other stores had before a rule.
  static func add(_ trials: Int, before rule: String, in db: Database) throws {
    try db.execute(
      sql: "UPDATE detectors SET trials = min(trials + ?, (SELECT count(*) FROM trials)) "
        + "WHERE rule = ?", arguments: [trials, rule])
  }

  /// How many trials were stored when a rule was first in the file; `nil` if it never was.
  static func fetch(_ rule: String, in db: Database) throws -> Int? {
    guard try db.tableExists("detectors") else { return nil }
    return try Int.fetchOne(
      db, sql: "SELECT trials FROM detectors WHERE rule = ?", arguments: [rule])
  }
}
