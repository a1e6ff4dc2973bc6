import Engine
import Foundation
import GRDB

/// A row of the table `trials`.
struct TrialRow {
  let id: Int64
  let ending: Ending
  let tensors: [String]
  let attempt: Attempt

  /// Inserts a trial and returns its key, or `nil` if it is there already.
  static func insert(_ record: TrialRecord, in db: Database) throws -> Int64? {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO trials (configuration, seed, ending, steps, tensors, attempt, rank, host,
          started_at, wall_seconds)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (configuration) DO NOTHING
        """)
    let (result, attempt) = (record.result, record.attempt)
    try statement.execute(arguments: [
      record.configuration.identity, record.configuration.seed.trial, result.ending.rawValue,
      result.steps, jsonList(result.tensors), attempt.number, attempt.rank, attempt.host,
      attempt.startedAt, attempt.wallSeconds,
    ])
    return db.changesCount == 0 ? nil : db.lastInsertedRowID
  }

  /// Finds a trial by its canonical configuration.
  static func fetch(_ identity: String, in db: Database) throws -> TrialRow? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT id, ending, tensors, attempt, rank, host, started_at, wall_seconds
        FROM trials WHERE configuration = ?
        """)
    guard let row = try Row.fetchOne(statement, arguments: [identity]) else { return nil }
    guard let ending = Ending(rawValue: row[1]),
      let tensors = try? JSONDecoder().decode([String].self, from: row[2])
    else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a trial is unreadable") }
    return TrialRow(
      id: row[0], ending: ending, tensors: tensors,
      attempt: Attempt(
        number: row[3], rank: row[4], host: row[5], startedAt: row[6], wallSeconds: row[7]))
  }

  /// Why a trial ended, if it is stored under a key up to the given one.
  static func ending(_ identity: String, upTo last: Int64, in db: Database) throws -> Ending? {
    let statement = try db.cachedStatement(
      sql: "SELECT ending FROM trials WHERE configuration = ? AND id <= ?")
    return try String.fetchOne(statement, arguments: [identity, last]).flatMap(Ending.init)
  }
}

/// A row of the table `evaluations`.
enum EvaluationRow {
  static func insert(_ result: TrialResult, of trial: Int64, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT INTO evaluations VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    let norms = TensorNorms(tensors: result.tensors)
    for evaluation in result.trajectory {
      statement.setUncheckedArguments([
        trial, evaluation.step, evaluation.trainLoss.storable, evaluation.trainAccuracy.storable,
        evaluation.testLoss.storable, evaluation.testAccuracy.storable, evaluation.norm2.storable,
        norms.text(evaluation.tensorNorm2),
      ])
      try statement.execute()
    }
  }

  /// The trajectory of a trial, without its pruning curves; `nil` if it is unreadable.
  static func fetch(_ trial: TrialRow, in db: Database) throws -> [Evaluation]? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT step, train_loss, train_accuracy, test_loss, test_accuracy, tensor_norm2
        FROM evaluations WHERE trial = ? ORDER BY step
        """)
    let norms = TensorNorms(tensors: trial.tensors)
    let rows = try Row.fetchCursor(statement, arguments: [trial.id])
    var trajectory: [Evaluation] = []
    while let row = try rows.next() {
      guard let tensorNorm2 = norms.norms(row[5]) else { return nil }
      trajectory.append(
        Evaluation(
          step: row[0], trainLoss: row[1] ?? .nan, trainAccuracy: row[2] ?? .nan,
          testLoss: row[3] ?? .nan, testAccuracy: row[4] ?? .nan, tensorNorm2: tensorNorm2))
    }
    return trajectory
  }
}

/// A row of the table `pruning`.
enum PruningRow {
  static func insert(_ result: TrialResult, of trial: Int64, in db: Database) throws {
    for evaluation in result.trajectory {
      guard let curve = evaluation.pruning else { continue }
      // One statement a curve, which takes a third of the time of one a point.
      let rows = Array(repeating: "(?, ?, ?, ?)", count: curve.accuracies.count)
      let statement = try db.cachedStatement(
        sql: "INSERT INTO pruning VALUES \(rows.joined(separator: ", "))")
      var values: [(any DatabaseValueConvertible)?] = []
      for (fraction, accuracy) in zip(curve.fractions, curve.accuracies) {
        values += [trial, evaluation.step, fraction, accuracy.storable]
      }
      statement.setUncheckedArguments(StatementArguments(values))
      try statement.execute()
    }
  }

  /// The accuracies of each pruned step of a trial, by ascending fraction.
  static func fetch(_ trial: TrialRow, in db: Database) throws -> [Int: [Double]] {
    let statement = try db.cachedStatement(
      sql: "SELECT step, accuracy FROM pruning WHERE trial = ? ORDER BY step, fraction")
    let rows = try Row.fetchCursor(statement, arguments: [trial.id])
    var accuracies: [Int: [Double]] = [:]
    while let row = try rows.next() { accuracies[row[0], default: []].append(row[1] ?? .nan) }
    return accuracies
  }
}

/// A list of strings as JSON.
func jsonList(_ texts: [String]) -> String {
  ConfigurationNode(.list(texts.map { ConfigurationNode(.text($0)) })).canonicalJSON
}

extension Double {
  /// The number, or NULL if it is none.
  fileprivate var storable: Double? { isFinite ? self : nil }
}
