import Engine
import GRDB

/// The tables of a store.
enum StoreSchema {
  /// `grok`: marks a SQLite file as ours (SQLite file format §1.3.17).
  static let applicationID: Int32 = 0x6772_6f6b
  /// The version of the tables.
  static let version: Int32 = 3
  /// The oldest version that ``StoreMigration`` brings up to date.
  static let oldestVersion: Int32 = 1

  /// Creates the tables in an empty database and marks it as ours.
  static func create(in db: Database) throws {
    try db.execute(sql: experiment + tables + marks)
  }

  /// What a database says of itself.
  static let marks = """
    PRAGMA application_id = \(applicationID);
    PRAGMA user_version = \(version);
    """

  private static let experiment = """
    CREATE TABLE experiment (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      name TEXT NOT NULL,
      source TEXT NOT NULL,       -- the experiment file
      fields TEXT NOT NULL,       -- JSON: the varied fields, in order
      openings INTEGER NOT NULL   -- how often the store was opened for writing
    );
    """

  /// Losses are in nats, accuracies are shares, norms are squared; NULL is NaN or infinite.
  static let tables = """
    CREATE TABLE cells (
      id INTEGER PRIMARY KEY,
      configuration TEXT NOT NULL UNIQUE,   -- canonical JSON with the trial's seed at 0
      tensors TEXT                          -- JSON: the names of the tensors, once there is a trial
    );
    CREATE TABLE provenance (
      id INTEGER PRIMARY KEY,
      host TEXT NOT NULL,
      processor TEXT NOT NULL,
      cores TEXT NOT NULL,                  -- those that the process could use
      blas TEXT NOT NULL,
      blas_kernel TEXT NOT NULL,
      mpi TEXT NOT NULL,
      compiler TEXT NOT NULL,
      source_commit TEXT NOT NULL,
      UNIQUE (host, processor, cores, blas, blas_kernel, mpi, compiler, source_commit)
    );
    CREATE TABLE trials (
      id INTEGER PRIMARY KEY,
      cell INTEGER NOT NULL REFERENCES cells,
      seed INTEGER NOT NULL,
      ending TEXT NOT NULL,                 -- stopped, budget or diverged
      steps INTEGER NOT NULL,               -- the last evaluated step
      attempt INTEGER NOT NULL,
      rank INTEGER NOT NULL,
      provenance INTEGER NOT NULL REFERENCES provenance,
      started_at REAL NOT NULL,             -- seconds since 1970
      wall_seconds REAL NOT NULL,
      checksum INTEGER NOT NULL DEFAULT 0,  -- CRC-32C of what it left behind (Seal)
      UNIQUE (cell, seed)                   -- the identity of a trial
    );
    CREATE TABLE evaluations (
      trial INTEGER NOT NULL REFERENCES trials,
      step INTEGER NOT NULL,
      train_loss REAL,
      train_accuracy REAL,
      test_loss REAL,
      test_accuracy REAL,
      norm2 REAL,
      tensor_norm2 BLOB NOT NULL,           -- float64, little-endian, in the order of the tensors
      PRIMARY KEY (trial, step)
    ) WITHOUT ROWID;
    CREATE TABLE pruning (
      trial INTEGER NOT NULL REFERENCES trials,
      step INTEGER NOT NULL,
      fraction REAL NOT NULL,               -- of the weights of each tensor, set to zero
      accuracy REAL,                        -- on the test set
      PRIMARY KEY (trial, step, fraction)
    ) WITHOUT ROWID;
    CREATE TABLE history (
      id INTEGER PRIMARY KEY,
      cell INTEGER NOT NULL REFERENCES cells,
      seed INTEGER NOT NULL,
      attempt INTEGER NOT NULL,
      event TEXT NOT NULL,                  -- assigned, lost, resumed, drained or abandoned
      step INTEGER NOT NULL,                -- the last one known
      rank INTEGER NOT NULL,
      provenance INTEGER NOT NULL REFERENCES provenance,
      at REAL NOT NULL,                     -- seconds since 1970
      reason TEXT NOT NULL
    );
    CREATE INDEX history_of_trial ON history (cell, seed);
    """ + derived

  /// What is written beside a trial's own rows, and goes with them.
  ///
  /// `milestones` follow from `evaluations` and `pruning` under one choice of thresholds, kept so
  /// that a table need not read them; a row counts only where `definition` is
  /// ``Milestones/definition`` and the checksum is right. `kernels` has rows only for a trial that
  /// went on with another BLAS kernel than it began with.
  static let derived = """
    CREATE TABLE milestones (
      trial INTEGER PRIMARY KEY REFERENCES trials,
      definition INTEGER NOT NULL,
      memorization_threshold REAL NOT NULL,
      generalization_threshold REAL NOT NULL,
      sustained INTEGER NOT NULL,
      memorization_step INTEGER,            -- NULL: censored
      memorization_censored_after INTEGER,  -- NULL: reached
      generalization_step INTEGER,
      generalization_censored_after INTEGER,
      norm2_memorization REAL,
      norm2_generalization REAL,
      norm2_end REAL,
      norm2_start REAL,
      norm2_peak REAL,
      before_memorization INTEGER,          -- the evaluated step before
      before_generalization INTEGER,
      gap_memorization REAL,                -- train less test accuracy
      gap_generalization REAL,
      memorization_lost INTEGER NOT NULL,   -- at the generalization step: 0, 1; + 2 if it collapsed
      relapses INTEGER NOT NULL,
      compression_factor REAL,
      checksum INTEGER NOT NULL             -- CRC-32C of the row and of the trial's checksum
    );
    CREATE TABLE kernels (
      trial INTEGER NOT NULL REFERENCES trials,
      since INTEGER NOT NULL,               -- the steps taken before
      kernel TEXT NOT NULL,
      PRIMARY KEY (trial, since)
    ) WITHOUT ROWID;
    CREATE TABLE measures (
      id INTEGER PRIMARY KEY,
      request TEXT NOT NULL,                -- JSON: kind, constants and grid
      version INTEGER NOT NULL,             -- of its definition
      UNIQUE (request, version)
    );
    CREATE TABLE measure_columns (
      id INTEGER PRIMARY KEY,
      measure INTEGER NOT NULL REFERENCES measures,
      name TEXT NOT NULL,
      unit TEXT NOT NULL,
      UNIQUE (measure, name)
    );
    CREATE TABLE measured (
      trial INTEGER NOT NULL REFERENCES trials,
      measure INTEGER NOT NULL REFERENCES measures,
      checksum INTEGER,                     -- of the values; NULL: the trial came out otherwise
      PRIMARY KEY (trial, measure)
    ) WITHOUT ROWID;
    CREATE TABLE measurements (
      trial INTEGER NOT NULL REFERENCES trials,
      column INTEGER NOT NULL REFERENCES measure_columns,
      step INTEGER NOT NULL,
      value REAL,                           -- NULL: undefined
      PRIMARY KEY (trial, column, step)
    ) WITHOUT ROWID;
    CREATE TRIGGER whole_trials AFTER DELETE ON trials BEGIN
      DELETE FROM evaluations WHERE trial = old.id;
      DELETE FROM pruning WHERE trial = old.id;
      DELETE FROM milestones WHERE trial = old.id;
      DELETE FROM kernels WHERE trial = old.id;
      DELETE FROM measured WHERE trial = old.id;
      DELETE FROM measurements WHERE trial = old.id;
    END;
    """
}
