import Engine
import Foundation
import GRDB

/// A row of the table `cells`.
struct CellRow: Sendable {
  let id: Int
  /// The canonical JSON of its configuration.
  let identity: String
  /// The names of the network's tensors; `nil` as long as there is no trial.
  let tensors: [String]?

  /// Finds the cell of a trial.
  static func fetch(_ configuration: TrialConfiguration, in db: Database) throws -> CellRow? {
    var select = try StoreStatement(
      "SELECT id, tensors FROM cells WHERE configuration = ?", in: db)
    let identity = configuration.cell.identity
    select.bind(identity)
    defer { select.reset() }
    guard try select.next() else { return nil }
    return CellRow(id: select.integer(0), identity: identity, tensors: try tensors(select, 1))
  }

  /// All cells, in the order in which they came.
  static func fetchAll(in db: Database) throws -> [CellRow] {
    var select = try StoreStatement(
      "SELECT id, tensors, configuration FROM cells ORDER BY id", in: db)
    var rows: [CellRow] = []
    while try select.next() {
      rows.append(
        CellRow(
          id: select.integer(0), identity: select.text(2), tensors: try tensors(select, 1)))
    }
    return rows
  }

  private static func tensors(_ select: StoreStatement, _ column: CInt) throws -> [String]? {
    guard !select.isNull(column) else { return nil }
    let json = Data(select.text(column).utf8)
    guard let tensors = try? JSONDecoder().decode([String].self, from: json) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a cell is unreadable")
    }
    return tensors
  }

  /// Finds or makes the cell of a trial.
  static func insert(_ configuration: TrialConfiguration, in db: Database) throws -> CellRow {
    if let row = try fetch(configuration, in: db) { return row }
    var insert = try StoreStatement("INSERT INTO cells (configuration) VALUES (?)", in: db)
    let identity = configuration.cell.identity
    insert.bind(identity)
    try insert.run()
    return CellRow(id: Int(db.lastInsertedRowID), identity: identity, tensors: nil)
  }

  /// The cell, with the names of its tensors written down.
  func naming(_ tensors: [String], in db: Database) throws -> CellRow {
    var update = try StoreStatement("UPDATE cells SET tensors = ? WHERE id = ?", in: db)
    update.bind(jsonList(tensors))
    update.bind(id)
    try update.run()
    return CellRow(id: id, identity: identity, tensors: tensors)
  }
}

extension TrialConfiguration {
  /// What all trials of a cell have in common: the seed of the trial is at its default.
  var cell: TrialConfiguration {
    var cell = self
    cell.seed.trial = Seeds().trial
    return cell
  }
}

/// A row of the table `provenance`.
enum ProvenanceRow {
  private static let columns =
    "host, processor, cores, blas, blas_kernel, mpi, compiler, source_commit"

  /// Finds or makes the row of a provenance.
  static func insert(_ provenance: Provenance, in db: Database) throws -> Int {
    let texts = [
      provenance.host, provenance.processor, provenance.cores, provenance.blas,
      provenance.blasKernel, provenance.mpi, provenance.compiler, provenance.commit,
    ]
    var insert = try StoreStatement(
      "INSERT INTO provenance (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      in: db)
    for text in texts { insert.bind(text) }
    try insert.run()
    var select = try StoreStatement(
      "SELECT id FROM provenance WHERE (\(columns)) = (?, ?, ?, ?, ?, ?, ?, ?)", in: db)
    for text in texts { select.bind(text) }
    defer { select.reset() }
    _ = try select.next()
    return select.integer(0)
  }

  /// All rows by key: there is one for each kind of machine and build, so that they are few.
  static func fetchAll(in db: Database) throws -> [Int: Provenance] {
    var select = try StoreStatement("SELECT id, \(columns) FROM provenance", in: db)
    var rows: [Int: Provenance] = [:]
    while try select.next() {
      rows[select.integer(0)] = Provenance(
        host: select.text(1), processor: select.text(2), cores: select.text(3),
        blas: select.text(4), blasKernel: select.text(5), mpi: select.text(6),
        compiler: select.text(7), commit: select.text(8))
    }
    return rows
  }
}

/// A row of the table `trials`.
struct TrialRow: Sendable {
  let id: Int
  let seed: Int
  let ending: Ending
  let attempt: Attempt
  /// The ``Seal`` of what it left behind.
  let checksum: Int

  /// Finds the trials of a cell, all or that of one seed.
  static func fetch(_ cell: Int, seed: Int? = nil, in db: Database) throws -> [TrialRow] {
    let provenance = try ProvenanceRow.fetchAll(in: db)
    var select = try StoreStatement(
      """
      SELECT id, seed, ending, attempt, rank, provenance, started_at, wall_seconds, checksum
      FROM trials WHERE cell = ? \(seed == nil ? "" : "AND seed = ?")
      """, in: db)
    select.bind(cell)
    if let seed { select.bind(seed) }
    var rows: [TrialRow] = []
    while try select.next() {
      guard let ending = Ending(rawValue: select.text(2)),
        let provenance = provenance[select.integer(5)]
      else { throw unreadable }
      rows.append(
        TrialRow(
          id: select.integer(0), seed: select.integer(1), ending: ending,
          attempt: Attempt(
            number: select.integer(3), rank: select.integer(4), provenance: provenance,
            startedAt: select.number(6), wallSeconds: select.number(7)),
          checksum: select.integer(8)))
    }
    return rows
  }

  /// How many trials a cell has.
  static func count(_ cell: Int, in db: Database) throws -> Int {
    var select = try StoreStatement("SELECT count(*) FROM trials WHERE cell = ?", in: db)
    select.bind(cell)
    defer { select.reset() }
    return try select.next() ? select.integer(0) : 0
  }

  /// The seeds of a cell's trials.
  static func seeds(_ cell: Int, in db: Database) throws -> Set<Int> {
    var select = try StoreStatement("SELECT seed FROM trials WHERE cell = ?", in: db)
    select.bind(cell)
    var seeds: Set<Int> = []
    while try select.next() { seeds.insert(select.integer(0)) }
    return seeds
  }

  /// How many trials of each cell ended how, of those whose seed is in a JSON list.
  static func endings(ofSeeds seeds: String, in db: Database) throws -> [Int: [Ending: Int]] {
    var select = try StoreStatement(
      """
      SELECT cell, ending, count(*) FROM trials
      WHERE seed IN (SELECT value FROM json_each(?)) GROUP BY cell, ending
      """, in: db)
    select.bind(seeds)
    var endings: [Int: [Ending: Int]] = [:]
    while try select.next() {
      guard let ending = Ending(rawValue: select.text(1)) else { throw unreadable }
      endings[select.integer(0), default: [:]][ending] = select.integer(2)
    }
    return endings
  }

  /// How long the trials of each cell took.
  static func histories(in db: Database) throws -> [Int: CellHistory] {
    var select = try StoreStatement(
      "SELECT cell, count(*), total(steps), total(wall_seconds) FROM trials GROUP BY cell", in: db)
    var histories: [Int: CellHistory] = [:]
    while try select.next() {
      histories[select.integer(0)] = CellHistory(
        ended: select.integer(1), steps: select.number(2), seconds: select.number(3))
    }
    return histories
  }

  private static var unreadable: DatabaseError {
    DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a trial is unreadable")
  }
}

/// A row of the table `history`.
enum HistoryRow {
  /// What happened to the trials of a cell, all or that of one seed, in its order.
  static func fetch(
    _ cell: CellRow, of configuration: TrialConfiguration, seed: Int? = nil, in db: Database
  ) throws -> [TrialEvent] {
    let provenance = try ProvenanceRow.fetchAll(in: db)
    var select = try StoreStatement(
      """
      SELECT seed, attempt, event, step, rank, provenance, at, reason
      FROM history WHERE cell = ? \(seed == nil ? "" : "AND seed = ?") ORDER BY id
      """, in: db)
    select.bind(cell.id)
    if let seed { select.bind(seed) }
    var events: [TrialEvent] = []
    while try select.next() {
      guard let kind = TrialEvent.Kind(rawValue: select.text(2)),
        let provenance = provenance[select.integer(5)]
      else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "an event is unreadable") }
      var trial = configuration
      trial.seed.trial = select.integer(0)
      events.append(
        TrialEvent(
          configuration: trial, attempt: select.integer(1), kind: kind, step: select.integer(3),
          rank: select.integer(4), provenance: provenance, at: select.number(6),
          reason: select.text(7)))
    }
    return events
  }

  /// How often each thing happened.
  static func counts(in db: Database) throws -> [TrialEvent.Kind: Int] {
    var select = try StoreStatement("SELECT event, count(*) FROM history GROUP BY event", in: db)
    var counts: [TrialEvent.Kind: Int] = [:]
    while try select.next() {
      if let kind = TrialEvent.Kind(rawValue: select.text(0)) { counts[kind] = select.integer(1) }
    }
    return counts
  }

  /// How many trials of each cell are abandoned, of those whose seed is in a JSON list.
  static func abandoned(ofSeeds seeds: String, in db: Database) throws -> [Int: Int] {
    var select = try StoreStatement(
      """
      SELECT cell, count(*) FROM (
        SELECT cell, seed, event, max(id) FROM history GROUP BY cell, seed) last
      WHERE event = 'abandoned' AND seed IN (SELECT value FROM json_each(?))
        AND NOT EXISTS (SELECT 1 FROM trials t WHERE t.cell = last.cell AND t.seed = last.seed)
      GROUP BY cell
      """, in: db)
    select.bind(seeds)
    var counts: [Int: Int] = [:]
    while try select.next() { counts[select.integer(0)] = select.integer(1) }
    return counts
  }
}

/// A list of strings as JSON.
func jsonList(_ texts: [String]) -> String {
  ConfigurationNode(.list(texts.map { ConfigurationNode(.text($0)) })).canonicalJSON
}
