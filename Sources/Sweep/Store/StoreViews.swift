import Engine
import GRDB

/// The views of a store, for those who read the file without this program.
///
/// They are made anew whenever the store is opened for writing.
enum StoreViews {
  /// Makes the views that an experiment calls for.
  static func create(for experiment: Experiment, in db: Database) throws {
    let axes = try AxisColumn.all(experiment, in: db)
    try createResults(axes, in: db)
    try createMeasures(axes, experiment.measuredColumns, of: experiment.measures, in: db)
  }

  /// Makes `results`: a row a trial, with the columns of ``ExportContent/trials``.
  ///
  /// The thresholds of the milestones are those of the experiment: rows under others are replaced
  /// whenever the store is opened for writing (``MilestonesRefresh``).
  private static func createResults(_ axes: [AxisColumn], in db: Database) throws {
    let own = TrialColumn.allCases.map { "\($0.sql) AS \($0.rawValue)" }
    let columns = axes.map { $0.sql(as: axisName($0.field, beside: TrialColumn.names)) } + own
    try db.execute(
      sql: """
        DROP VIEW IF EXISTS results;
        CREATE VIEW results AS SELECT \(columns.joined(separator: ", "))
        FROM trials t JOIN cells c ON c.id = t.cell
        LEFT JOIN milestones m ON m.trial = t.id
        LEFT JOIN evaluations e ON e.trial = t.id AND e.step = t.steps
        """)
  }

  /// The most columns that SQLite gives a view where nobody has compiled it otherwise.
  private static let mostColumns = 2000

  /// Makes `measures_wide`: a row for each trial and measured step, with a column for each axis and each
  /// number, which is called `measure.column`.
  ///
  /// There is none without measures, or if it would have more columns than SQLite allows.
  private static func createMeasures(
    _ axes: [AxisColumn], _ measured: MeasuredColumns, of requests: [MeasureRequest],
    in db: Database
  ) throws {
    try db.execute(sql: "DROP VIEW IF EXISTS measures_wide")
    guard !measured.all.isEmpty, axes.count + 2 + measured.all.count <= mostColumns else {
      return
    }
    let versions = Dictionary(uniqueKeysWithValues: requests.map { ($0.identity, $0.version) })
    let columns = try measured.all.map { column in
      let measure = try MeasureRow.insert(
        column.request, version: versions[column.request] ?? 0, in: db)
      let key = try MeasureRow.insert(column.column, unit: column.unit, of: measure, in: db)
      return (key: key, name: column.name.quotedDatabaseIdentifier)
    }
    let numbers = columns.map { key, name in
      "max(CASE \"column\" WHEN \(key) THEN value END) AS \(name)"
    }
    let keys = columns.map { "\($0.key)" }.joined(separator: ", ")
    let own =
      axes.map { $0.sql(as: $0.field) } + ["t.seed AS seed", "m.step AS step"]
      + columns.map { "m.\($0.name)" }
    // Grouped by itself: DuckDB groups by no more than what is selected.
    try db.execute(
      sql: """
        CREATE VIEW measures_wide AS SELECT \(own.joined(separator: ", "))
        FROM (
          SELECT trial, step, \(numbers.joined(separator: ", ")) FROM measurements
          WHERE "column" IN (\(keys)) GROUP BY trial, step) m
        JOIN trials t ON t.id = m.trial JOIN cells c ON c.id = t.cell
        """)
  }
}

/// The name of an axis beside columns of which one may have it, as `steps` may: then it is
/// `configuration.steps`.
func axisName(_ field: String, beside columns: [String]) -> String {
  columns.contains(field) ? "configuration." + field : field
}
