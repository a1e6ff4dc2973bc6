import Engine
import GRDB

/// Reads the results of trials within one transaction.
struct TrajectoryReader {
  private var selectEvaluations: StoreStatement
  private var selectCurves: StoreStatement

  init(_ db: Database) throws {
    selectEvaluations = try StoreStatement(
      """
      SELECT step, train_loss, train_accuracy, test_loss, test_accuracy, tensor_norm2
      FROM evaluations WHERE trial = ? ORDER BY step
      """, in: db)
    selectCurves = try StoreStatement(
      "SELECT step, accuracy FROM pruning WHERE trial = ? ORDER BY step, fraction", in: db)
  }

  /// What a trial left behind, the names of whose tensors are given.
  mutating func result(of trial: TrialRow, tensors: [String]) throws -> TrialResult {
    let curves = try curves(of: trial.id)
    var trajectory: [Evaluation] = []
    selectEvaluations.bind(trial.id)
    while try selectEvaluations.next() {
      guard let norms = selectEvaluations.numbers(5), norms.count == tensors.count else {
        throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "an evaluation is unreadable")
      }
      let step = selectEvaluations.integer(0)
      trajectory.append(
        Evaluation(
          step: step, trainLoss: selectEvaluations.number(1),
          trainAccuracy: selectEvaluations.number(2), testLoss: selectEvaluations.number(3),
          testAccuracy: selectEvaluations.number(4), tensorNorm2: norms, pruning: curves[step]))
    }
    return TrialResult(tensors: tensors, trajectory: trajectory, ending: trial.ending)
  }

  /// The pruning curves of a trial by step.
  private mutating func curves(of trial: Int) throws -> [Int: PruningCurve] {
    var accuracies: [Int: [Double]] = [:]
    selectCurves.bind(trial)
    while try selectCurves.next() {
      accuracies[selectCurves.integer(0), default: []].append(selectCurves.number(1))
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
