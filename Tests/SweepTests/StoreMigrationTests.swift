import Engine
import Foundation
import GRDB
import Testing

@testable import Sweep

/// A store as the first version made it, with the given trials.
private func makeOldStore(
  _ directory: String, _ experiment: Experiment, _ records: [TrialRecord]
) throws {
  let queue = try DatabaseQueue(path: directory + "/results.sqlite")
  try queue.write { db in
    try db.execute(
      sql: """
        CREATE TABLE experiment (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL,
          source TEXT NOT NULL, fields TEXT NOT NULL, openings INTEGER NOT NULL);
        CREATE TABLE trials (
          id INTEGER PRIMARY KEY, configuration TEXT NOT NULL UNIQUE, seed INTEGER NOT NULL,
          ending TEXT NOT NULL, steps INTEGER NOT NULL, tensors TEXT NOT NULL,
          attempt INTEGER NOT NULL, rank INTEGER NOT NULL, host TEXT NOT NULL,
          started_at REAL NOT NULL, wall_seconds REAL NOT NULL);
        CREATE TABLE evaluations (
          trial INTEGER NOT NULL REFERENCES trials, step INTEGER NOT NULL, train_loss REAL,
          train_accuracy REAL, test_loss REAL, test_accuracy REAL, norm2 REAL,
          tensor_norm2 TEXT NOT NULL, PRIMARY KEY (trial, step)) WITHOUT ROWID;
        CREATE TABLE pruning (
          trial INTEGER NOT NULL REFERENCES trials, step INTEGER NOT NULL, fraction REAL NOT NULL,
          accuracy REAL, PRIMARY KEY (trial, step, fraction)) WITHOUT ROWID;
        CREATE VIEW results AS SELECT t.seed FROM trials t;
        PRAGMA application_id = 1735552875; PRAGMA user_version = 1;
        """)
    try db.execute(
      sql: "INSERT INTO experiment VALUES (1, ?, ?, '[]', 1)",
      arguments: [experiment.name, experiment.source])
    for record in records { try insert(record, in: db) }
  }
}

private func insert(_ record: TrialRecord, in db: Database) throws {
  func stored(_ value: Double) -> Double? { value.isFinite ? value : nil }
  let (result, attempt) = (record.result, record.attempt)
  try db.execute(
    sql: "INSERT INTO trials VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    arguments: [
      record.configuration.identity, record.configuration.seed.trial, result.ending.rawValue,
      result.steps, jsonList(result.tensors), attempt.number, attempt.rank,
      attempt.provenance.host, attempt.startedAt, attempt.wallSeconds,
    ])
  let trial = db.lastInsertedRowID
  for evaluation in result.trajectory {
    let norms = zip(result.tensors, evaluation.tensorNorm2).map { name, norm in
      "\(Datum.text(name).json):\(norm.isFinite ? "\(norm)" : "null")"
    }
    try db.execute(
      sql: "INSERT INTO evaluations VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        trial, evaluation.step, stored(evaluation.trainLoss), stored(evaluation.trainAccuracy),
        stored(evaluation.testLoss), stored(evaluation.testAccuracy), stored(evaluation.norm2),
        "{" + norms.joined(separator: ",") + "}",
      ])
    guard let curve = evaluation.pruning else { continue }
    for (fraction, accuracy) in zip(curve.fractions, curve.accuracies) {
      try db.execute(
        sql: "INSERT INTO pruning VALUES (?, ?, ?, ?)",
        arguments: [trial, evaluation.step, fraction, stored(accuracy)])
    }
  }
}

@Suite("A store of the first schema")
struct StoreMigrationTests {
  @Test("is brought up to date by its next writer, with every bit")
  func migration() throws {
    let experiment = try experiment(grid: "train_fraction: [0.4, 0.5]", seeds: "[7, 2]")
    let records = records(experiment)
    try withDirectory { directory in
      try makeOldStore(directory, experiment, Array(records.dropLast()))
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      #expect(Array(try store.missingTrials().configurations) == [records[3].configuration])
      // What is stored is compared: any bit that was lost would be a difference.
      #expect(try store.append(records) == [])
    } after: { directory in
      var trials: [StoredTrial] = []
      try ResultStore.openForReading(directory).forEachTrial { trials.append($0) }
      #expect(trials.map(\.configuration) == records.map(\.configuration))
      #expect(trials.map { bits($0.result) } == records.map { bits($0.result) })
      #expect(trials.map(\.result.tensors) == records.map(\.result.tensors))
      #expect(trials.map(\.attempt.startedAt) == records.map(\.attempt.startedAt))
      #expect(
        trials.map(\.attempt.provenance)
          == Array(repeating: Provenance(host: "node7"), count: 3) + [node7])
    }
  }

  @Test("is not read before: one line says what to do, and nothing is changed")
  func reading() throws {
    let experiment = try experiment()
    try withDirectory { directory in
      try makeOldStore(directory, experiment, records(experiment))
      let before = try Data(contentsOf: URL(fileURLWithPath: directory + "/results.sqlite"))
      let error = #expect(throws: StoreError.self) {
        try ResultStore.openForReading(directory)
      }
      #expect(
        error.map { "\($0)" } == "\(directory)/results.sqlite: written by an older groksweep, "
          + "with schema 1; `groksweep run` on it once brings it to schema 3")
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: directory + "/results.sqlite")) == before)
    }
  }

  @Test("stays as it was if something in it cannot be read")
  func unreadable() throws {
    let experiment = try experiment()
    try withDirectory { directory in
      try makeOldStore(directory, experiment, records(experiment))
      let queue = try DatabaseQueue(path: directory + "/results.sqlite")
      try queue.write { try $0.execute(sql: "UPDATE evaluations SET tensor_norm2 = '{}'") }
      #expect(throws: StoreError.self) {
        try ResultStore.openForWriting(directory, experiment: experiment)
      }
      let version = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
      #expect(version == 1)
      #expect(
        try queue.read { try Int.fetchOne($0, sql: "SELECT count(configuration) FROM trials") } == 2
      )
    }
  }
}
