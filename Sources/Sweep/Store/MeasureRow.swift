import Engine
import GRDB

/// Writes rows of the tables that begin with `measure`.
struct MeasureWriter {
  private let db: Database
  private var keys: [String: (measure: Int, columns: [Int])] = [:]
  private var insertMeasured: StoreStatement
  private var insertValue: StoreStatement

  init(_ db: Database) throws {
    self.db = db
    insertMeasured = try StoreStatement(
      "INSERT INTO measured VALUES (?, ?, ?) ON CONFLICT DO NOTHING", in: db)
    insertValue = try StoreStatement("INSERT INTO measurements VALUES (?, ?, ?, ?)", in: db)
  }

  /// Writes what was measured of a trial, as far as it was not; only that it was, if the trial came
  /// out otherwise than it is stored.
  mutating func insert(_ series: [MeasureSeries], of trial: Int, isSame: Bool = true) throws {
    for series in series {
      let key = try key(of: series)
      insertMeasured.bind(trial)
      insertMeasured.bind(key.measure)
      insertMeasured.bind(isSame ? Seal(series).value : Int?.none)
      try insertMeasured.run()
      guard isSame, db.changesCount > 0 else { continue }
      for (step, values) in zip(series.steps, series.values) {
        for (column, value) in zip(key.columns, values) {
          insertValue.bind(trial)
          insertValue.bind(column)
          insertValue.bind(step)
          insertValue.bind(value)
          try insertValue.run()
        }
      }
    }
  }

  private mutating func key(of series: MeasureSeries) throws -> (measure: Int, columns: [Int]) {
    let name =
      "\(series.version) \(series.request) " + series.columns.map(\.name).joined(separator: " ")
    if let key = keys[name] { return key }
    let measure = try MeasureRow.insert(series.request, version: series.version, in: db)
    let columns = try series.columns.map { column in
      try MeasureRow.insert(column.name, unit: column.unit, of: measure, in: db)
    }
    keys[name] = (measure, columns)
    return (measure, columns)
  }
}

/// Rows of the tables that begin with `measure`.
enum MeasureRow {
  /// The seeds of a cell's trials of which all these measures were taken.
  static func seeds(
    _ cell: Int, measuredBy requests: [MeasureRequest], in db: Database
  ) throws -> Set<Int> {
    let keys = try requests.compactMap { try key(of: $0, in: db) }
    guard keys.count == requests.count else { return [] }
    var select = try StoreStatement(
      """
      SELECT seed FROM trials t WHERE cell = ? AND (
        SELECT count(*) FROM measured
        WHERE trial = t.id AND measure IN (SELECT value FROM json_each(?))) = ?
      """, in: db)
    select.bind(cell)
    select.bind("[" + keys.map(String.init).joined(separator: ",") + "]")
    select.bind(keys.count)
    var seeds: Set<Int> = []
    while try select.next() { seeds.insert(select.integer(0)) }
    return seeds
  }

  /// Finds or makes the key of a measure.
  static func insert(_ request: String, version: Int, in db: Database) throws -> Int {
    try db.execute(
      sql: "INSERT INTO measures (request, version) VALUES (?, ?) ON CONFLICT DO NOTHING",
      arguments: [request, version])
    return try Int.fetchOne(
      db, sql: "SELECT id FROM measures WHERE request = ? AND version = ?",
      arguments: [request, version]) ?? 0
  }

  /// Finds or makes the key of a measure's column.
  static func insert(
    _ column: String, unit: String, of measure: Int, in db: Database
  ) throws -> Int {
    try db.execute(
      sql: "INSERT INTO measure_columns (measure, name, unit) VALUES (?, ?, ?) "
        + "ON CONFLICT DO NOTHING",
      arguments: [measure, column, unit])
    return try Int.fetchOne(
      db, sql: "SELECT id FROM measure_columns WHERE measure = ? AND name = ?",
      arguments: [measure, column]) ?? 0
  }

  /// The key of a measure, if anything of it was ever written.
  static func key(of request: MeasureRequest, in db: Database) throws -> Int? {
    try Int.fetchOne(
      db, sql: "SELECT id FROM measures WHERE request = ? AND version = ?",
      arguments: [request.identity, request.version])
  }
}

extension Seal {
  /// Takes what one measure said along a trial.
  init(_ series: MeasureSeries) {
    add(series.request)
    add(series.version)
    for (step, values) in zip(series.steps, series.values) {
      add(step)
      for (column, value) in zip(series.columns, values) {
        add(column.name)
        add(value)
      }
    }
  }
}
