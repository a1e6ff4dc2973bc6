import Engine
import Foundation
import GRDB

/// The results of an experiment: one SQLite file, written by one process, readable meanwhile.
///
/// SQLite's rollback journal makes each append whole or absent, on network file systems too, where
/// a write-ahead log is not safe. A trial is known by its canonical configuration, not by its
/// place in the grid, so that editing the grid neither re-labels nor repeats anything.
final class ResultStore: Sendable {  // a class, because the lock and the database have one owner
  let file: StoreFile
  let database: DatabaseQueue
  /// The experiment as it was when the store was last opened for writing, or that whose grid was
  /// asked for.
  let experiment: Experiment
  /// Held by the writer; readers have none.
  let lock: StoreLock?
  /// Which opening for writing this is, or `nil` for a reader; the store knows the last one.
  private let opening: Int?

  private init(
    file: StoreFile, database: DatabaseQueue, experiment: Experiment, lock: StoreLock?,
    opening: Int? = nil
  ) {
    self.opening = opening
    self.file = file
    self.database = database
    self.experiment = experiment
    self.lock = lock
  }

  /// Opens the store of an experiment for the one process that writes it, and makes it if need be.
  ///
  /// Returns only once a transaction has gone to disk, so that a store that cannot be written is
  /// refused before anything is trained.
  static func openForWriting(
    _ directory: String, experiment: Experiment
  ) throws(StoreError) -> ResultStore {
    let file = StoreFile(directory: directory)
    try file.createDirectory()
    _ = try file.kind()
    let lock = try StoreLock(file)
    do {
      let database = try DatabaseQueue(path: file.path, configuration: writing)
      let opening = try database.write { db in try record(experiment, in: db, of: file) }
      return ResultStore(
        file: file, database: database, experiment: experiment, lock: lock, opening: opening)
    } catch {
      throw StoreError(error, path: file.path)
    }
  }

  /// Opens a store to read it, while another process may be writing, by a given grid or else by
  /// that of its last run.
  static func openForReading(
    _ directory: String, as experiment: Experiment? = nil
  ) throws(StoreError) -> ResultStore {
    let file = StoreFile(directory: directory)
    guard try file.kind() != .empty else {
      throw file.isFile ? .notADirectory(path: directory) : .missing(path: directory)
    }
    do {
      let database = try DatabaseQueue(path: file.path, configuration: reading)
      let source = try database.read { db in
        if case .outdated(let version) = try kind(of: file, in: db) {
          throw StoreError.outdated(
            path: file.path, found: Int(version), known: Int(StoreSchema.version))
        }
        return try String.fetchOne(db, sql: "SELECT source FROM experiment")
      }
      guard let source else { throw StoreError.missing(path: directory) }
      let experiment = try experiment ?? Experiment(source: source, path: "experiment")
      return ResultStore(file: file, database: database, experiment: experiment, lock: nil)
    } catch let error as ExperimentError {
      throw .unreadableExperiment(path: file.path, reason: "\(error)")
    } catch {
      throw StoreError(error, path: file.path)
    }
  }

  /// Who is writing the store at this moment, or `nil` if nobody is.
  var writer: String? { StoreLock.holder(of: file) }

  /// The number of stored trials, whatever grid they belong to.
  func count() throws(StoreError) -> Int {
    try reading { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM trials") ?? 0 }
  }

  /// Writes in one transaction, and returns once it is on disk.
  ///
  /// The number of the opening is a fencing token: where a file system lets two processes have the
  /// lock, the one that opened the store first is refused from then on.
  func writing<Value: Sendable>(
    _ body: @Sendable (Database) throws -> Value
  ) throws(StoreError) -> Value {
    do {
      return try database.write { db in
        guard try Self.opening(in: db) == opening else {
          throw StoreError.takenOver(path: file.path)
        }
        return try body(db)
      }
    } catch {
      throw StoreError(error, path: file.path)
    }
  }

  /// Reads in one transaction.
  func reading<Value: Sendable>(
    _ body: @Sendable (Database) throws -> Value
  ) throws(StoreError) -> Value {
    do {
      return try database.read(body)
    } catch {
      throw StoreError(error, path: file.path)
    }
  }
}

extension ResultStore {
  private static var writing: Configuration {
    var configuration = Configuration()
    // Rows are written by StoreWriter alone, which has just made or found what they refer to.
    configuration.foreignKeysEnabled = false
    // Readers hold the file for milliseconds at a time; a copy of a large store takes longer.
    configuration.busyMode = .timeout(40)
    configuration.prepareDatabase { db in
      try db.execute(
        sql: """
          PRAGMA journal_mode = DELETE;
          PRAGMA synchronous = EXTRA;
          PRAGMA cache_size = -65536;
          """)
    }
    return configuration
  }

  /// Not opened as read-only: a reader too has to roll back what a killed writer left behind.
  private static var reading: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(30)
    return configuration
  }

  private static func kind(of file: StoreFile, in db: Database) throws -> StoreFile.Kind {
    try file.kind(
      applicationID: Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
      version: Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0)
  }

  /// How often the store was opened for writing.
  private static func opening(in db: Database) throws -> Int? {
    try Int.fetchOne(db, sql: "SELECT openings FROM experiment")
  }

  /// Writes the experiment into the database, which always changes it.
  ///
  /// - Returns: how often the store was opened for writing, this time included.
  private static func record(
    _ experiment: Experiment, in db: Database, of file: StoreFile
  ) throws -> Int? {
    let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
    if isEmpty {
      try StoreSchema.create(in: db)
    } else if case .outdated(let version) = try kind(of: file, in: db) {
      try StoreMigration.run(from: version, in: db)
    }

    let name = try String.fetchOne(db, sql: "SELECT name FROM experiment")
    guard name == nil || name == experiment.name else {
      throw StoreError.otherExperiment(
        path: file.path, stored: name ?? "", given: experiment.name)
    }
    try db.execute(
      sql: """
        INSERT INTO experiment (id, name, source, fields, openings) VALUES (1, ?, ?, ?, 1)
        ON CONFLICT (id) DO UPDATE SET
          source = excluded.source, fields = excluded.fields, openings = openings + 1
        """,
      arguments: [experiment.name, experiment.source, jsonList(experiment.fields)])
    try StoreViews.create(for: experiment, in: db)
    try MilestonesRefresh.run(experiment.thresholds, in: db)
    try DetectorRow.insert(experiment.detectors, in: db)
    return try opening(in: db)
  }
}
