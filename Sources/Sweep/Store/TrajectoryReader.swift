import Engine
import GRDB

/// Reads the results of trials within one transaction.
struct TrajectoryReader {
  /// How many trials are read in one transaction, or held in memory.
  static let atOnce = 256

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
        SELECT trial, step, accuracy, fraction
        FROM pruning WHERE trial >= ? ORDER BY trial, step, fraction
        """, in: db))
  }

  /// What trials of one cell left behind.
  ///
  /// - Throws: if that is not what was stored.
  static func results(
    of trials: some Sequence<TrialRow>, of cell: CellRow, in db: Database
  ) throws -> [TrialResult] {
    let seal = Seal(cell.identity, tensors: cell.tensors ?? [])
    return try read(trials, of: cell, in: db).map { trial, result in
      let found = result.map { seal.sealing($0, seed: trial.seed).value }
      guard let result, found == trial.checksum else {
        throw DatabaseError.damaged(
          "trial \(trial.id), of seed \(trial.seed), is not as it was stored", of: trial.id)
      }
      return result
    }
  }

  /// What trials of one cell left behind, as it stands there; `nil` where that is unreadable.
  static func read(
    _ trials: some Sequence<TrialRow>, of cell: CellRow, in db: Database
  ) throws -> [(TrialRow, TrialResult?)] {
    var reader = try TrajectoryReader(db)
    // A statement that has not come to its end keeps writers away.
    defer {
      reader.evaluations.close()
      reader.curves.close()
    }
    let tensors = cell.tensors ?? []
    return try trials.map { ($0, try reader.result(of: $0, tensors: tensors)) }
  }

  private mutating func result(of trial: TrialRow, tensors: [String]) throws -> TrialResult? {
    let curves = try pruning(of: trial.id)
    var isReadable = true
    var trajectory: [Evaluation] = []
    trajectory.reserveCapacity(16)
    try evaluations.forEach(of: trial.id) { row in
      guard let norms = row.numbers(6), norms.count == tensors.count else {
        isReadable = false
        return
      }
      let step = row.integer(1)
      trajectory.append(
        Evaluation(
          step: step, trainLoss: row.number(2), trainAccuracy: row.number(3),
          testLoss: row.number(4), testAccuracy: row.number(5), tensorNorm2: norms,
          pruning: curves?[step]))
    }
    // Points of a curve that belong to no evaluation, or lie elsewhere, are damage too.
    let evaluated = Set(trajectory.map(\.step))
    guard isReadable, let curves, curves.keys.allSatisfy(evaluated.contains) else { return nil }
    return TrialResult(tensors: tensors, trajectory: trajectory, ending: trial.ending)
  }

  /// The pruning curves of a trial by step, or `nil` if one is none.
  private mutating func pruning(of trial: Int) throws -> [Int: PruningCurve]? {
    var points: [Int: [(fraction: Double, accuracy: Double)]] = [:]
    try curves.forEach(of: trial) { row in
      points[row.integer(1), default: []].append((row.number(3), row.number(2)))
    }
    var pruning: [Int: PruningCurve] = [:]
    for (step, points) in points {
      guard points.count >= 2 else { return nil }
      let curve = PruningCurve(accuracies: points.map(\.accuracy))
      guard curve.fractions == points.map(\.fraction) else { return nil }
      pruning[step] = curve
    }
    return pruning
  }
}
