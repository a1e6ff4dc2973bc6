import Engine
import GRDB

/// Reads the results of trials within one transaction.
struct TrajectoryReader {
  private var evaluations: RowsByTrial
  private var curves: RowsByTrial

  private init(_ db: Database) throws {
    evaluations = RowsByTrial(
      try StoreStatement(
        """
        SELECT trial, step, train_loss, train_accuracy, test_loss, test_accuracy, tensor_norm2
        FROM evaluations WHERE trial >= ? ORDER BY trial, step
        """, in: db))
    curves = RowsByTrial(
      try StoreStatement(
        """
        SELECT trial, step, accuracy
        FROM pruning WHERE trial >= ? ORDER BY trial, step, fraction
        """, in: db))
  }

  /// What trials of one cell left behind, the names of whose tensors are given.
  static func results(
    of trials: some Sequence<TrialRow>, tensors: [String], in db: Database
  ) throws -> [TrialResult] {
    var reader = try TrajectoryReader(db)
    // A statement that has not come to its end keeps writers away.
    defer {
      reader.evaluations.close()
      reader.curves.close()
    }
    return try trials.map { try reader.result(of: $0, tensors: tensors) }
  }

  private mutating func result(of trial: TrialRow, tensors: [String]) throws -> TrialResult {
    let curves = try pruning(of: trial.id)
    var trajectory: [Evaluation] = []
    trajectory.reserveCapacity(16)
    try evaluations.forEach(of: trial.id) { row in
      guard let norms = row.numbers(6), norms.count == tensors.count else {
        throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "an evaluation is unreadable")
      }
      let step = row.integer(1)
      trajectory.append(
        Evaluation(
          step: step, trainLoss: row.number(2), trainAccuracy: row.number(3),
          testLoss: row.number(4), testAccuracy: row.number(5), tensorNorm2: norms,
          pruning: curves[step]))
    }
    return TrialResult(tensors: tensors, trajectory: trajectory, ending: trial.ending)
  }

  /// The pruning curves of a trial by step.
  private mutating func pruning(of trial: Int) throws -> [Int: PruningCurve] {
    var accuracies: [Int: [Double]] = [:]
    try curves.forEach(of: trial) { row in
      accuracies[row.integer(1), default: []].append(row.number(2))
    }
    return try accuracies.mapValues { accuracies in
      guard accuracies.count >= 2 else {
        throw DatabaseError(
          resultCode: .SQLITE_CORRUPT, message: "a pruning curve is incomplete")
      }
      return PruningCurve(accuracies: accuracies)
    }
  }
}

/// Rows that are sorted by their first column, a trial.
///
/// A search takes as long as several rows. It is left out where the rows of the trial that is asked
/// for follow those of the last one, as they do in a store that was written in order.
private struct RowsByTrial {
  private var select: StoreStatement
  /// The trial of the current row; `nil` behind the last row.
  private var current: Int?
  /// The trial that was asked for last; the current row is the first one after its rows.
  private var last = Int.max

  /// Takes a statement whose one parameter is the first trial.
  init(_ select: StoreStatement) { self.select = select }

  mutating func forEach(of trial: Int, _ body: (StoreStatement) throws -> Void) throws {
    if last >= trial || current.map({ $0 < trial }) ?? false {
      select.reset()
      select.bind(trial)
      try advance()
    }
    last = trial
    while current == trial {
      try body(select)
      try advance()
    }
  }

  mutating func close() { select.reset() }

  private mutating func advance() throws {
    current = try select.next() ? select.integer(0) : nil
  }
}
