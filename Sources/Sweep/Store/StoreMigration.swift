import Engine
import Foundation
import GRDB

/// Brings a store of an older schema to the present one.
enum StoreMigration {
  /// Rewrites the tables of schema 1, in which every trial had a configuration with its seed, the
  /// names of its tensors and norms as a JSON object by name.
  ///
  /// Numbers keep their bits. Of the provenance only the host was known.
  static func run(in db: Database) throws {
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
          """ + StoreSchema.marks)
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
