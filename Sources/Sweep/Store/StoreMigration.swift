import Engine
import Foundation
import GRDB

/// Brings a store of an older schema to the present one.
enum StoreMigration {
  /// Rewrites what is older, then seals what the trials left behind.
  static func run(from version: Int32, in db: Database) throws {
    if version == 1 { try packNorms(in: db) } else { try addChecksums(in: db) }
    try seal(in: db)
    try db.execute(sql: StoreSchema.marks)
  }

  /// Takes schema 2, in which neither trials nor milestones had a checksum, and `kernels` was there
  /// only in stores of late.
  private static func addChecksums(in db: Database) throws {
    let kernels = try db.tableExists("kernels")
    try db.execute(
      sql: (kernels ? "ALTER TABLE kernels RENAME TO old_kernels;" : "") + """
        DROP TABLE IF EXISTS milestones;
        ALTER TABLE trials ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
        """ + StoreSchema.derived
        + (kernels ? "INSERT INTO kernels SELECT * FROM old_kernels; DROP TABLE old_kernels;" : ""))
  }

  private static func seal(in db: Database) throws {
    var update = try StoreStatement("UPDATE trials SET checksum = ? WHERE id = ?", in: db)
    for cell in try CellRow.fetchAll(in: db) {
      let seal = Seal(cell.identity, tensors: cell.tensors ?? [])
      let trials = try TrialRow.fetch(cell.id, in: db)
      for (trial, result) in try TrajectoryReader.read(trials, of: cell, in: db) {
        guard let result else {
          throw DatabaseError(
            resultCode: .SQLITE_CORRUPT, message: "trial \(trial.id) is unreadable")
        }
        update.bind(seal.sealing(result, seed: trial.seed).value)
        update.bind(trial.id)
        try update.run()
      }
    }
  }

  /// Rewrites the tables of schema 1, in which every trial had a configuration with its seed, the
  /// names of its tensors and norms as a JSON object by name.
  ///
  /// Numbers keep their bits. Of the provenance only the host was known.
  private static func packNorms(in db: Database) throws {
    db.add(function: packedNorms)
    defer { db.remove(function: packedNorms) }
    try db.execute(
      sql: """
        DROP VIEW IF EXISTS results;
        ALTER TABLE trials RENAME TO old_trials;
        ALTER TABLE evaluations RENAME TO old_evaluations;
        ALTER TABLE pruning RENAME TO old_pruning;
        """ + StoreSchema.tables + """
          INSERT INTO cells (configuration, tensors)
          SELECT json_set(configuration, '$.seed.trial', 0), tensors FROM old_trials
          WHERE true ON CONFLICT (configuration) DO NOTHING;
          INSERT INTO provenance
            (host, processor, cores, blas, blas_kernel, mpi, compiler, source_commit)
          SELECT DISTINCT host, '', '', '', '', '', '', '' FROM old_trials;
          INSERT INTO trials
            (id, cell, seed, ending, steps, attempt, rank, provenance, started_at, wall_seconds)
          SELECT t.id, c.id, seed, ending, steps, attempt, rank, p.id, started_at, wall_seconds
          FROM old_trials t JOIN provenance p USING (host)
          JOIN cells c ON c.configuration = json_set(t.configuration, '$.seed.trial', 0);
          INSERT INTO evaluations
          SELECT trial, step, train_loss, train_accuracy, test_loss, test_accuracy, norm2,
            packed_norms(t.tensors, tensor_norm2)
          FROM old_evaluations JOIN old_trials t ON t.id = trial;
          INSERT INTO pruning SELECT * FROM old_pruning;
          DROP TABLE old_pruning;
          DROP TABLE old_evaluations;
          DROP TABLE old_trials;
          """)
  }

  /// The norms of a JSON object by name, in the order of the tensors, as they are stored now.
  private static let packedNorms = DatabaseFunction("packed_norms", argumentCount: 2, pure: true) {
    values in
    guard let names = String.fromDatabaseValue(values[0]),
      let tensors = try? JSONDecoder().decode([String].self, from: Data(names.utf8)),
      let object = String.fromDatabaseValue(values[1]),
      let norms = TensorNorms(tensors: tensors).norms(object)
    else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a norm is unreadable") }
    return norms.reduce(into: Data()) { data, norm in
      for shift in stride(from: 0, to: 64, by: 8) {
        data.append(UInt8(truncatingIfNeeded: norm.bitPattern >> UInt64(shift)))
      }
    }
  }
}
