import Engine
import GRDB

extension ResultStore {
  /// Stores finished trials and what happened to others in one transaction, and returns once it is
  /// on disk.
  ///
  /// A trial that is stored already stays as it is. It is compared, because the same configuration
  /// must give the same bits.
  ///
  /// - Returns: a line for each trial that was not deterministic.
  /// - Precondition: the store was opened for writing.
  func append(
    _ records: [TrialRecord], events: [TrialEvent]
  ) throws(StoreError) -> [String] {
    precondition(lock != nil, "\(file.path) was opened for reading")
    guard !records.isEmpty || !events.isEmpty else { return [] }
    return try writing { db in
      var writer = try StoreWriter(db, path: file.path, thresholds: experiment.thresholds)
      for event in events { try writer.insert(event) }
      return try records.compactMap { record in
        guard let (row, cell) = try writer.insert(record) else { return nil }
        return try difference(of: record, from: row, of: cell, in: db).map {
          "trial \(name(of: record.configuration)) is not deterministic: \($0)"
        }
      }
    }
  }

  /// Stores finished trials.
  func append(_ records: [TrialRecord]) throws(StoreError) -> [String] {
    try append(records, events: [])
  }

  /// In what a trial differs from how it is stored, and who trained both.
  func difference(
    of record: TrialRecord, from row: TrialRow, of cell: CellRow, in db: Database
  ) throws -> String? {
    let result = try TrajectoryReader.results(of: [row], of: cell, in: db)[0]
    return result.firstDifference(from: record.result).map { difference in
      singleLine(
        "\(difference); stored by \(row.attempt.summary), repeated by \(record.attempt.summary)")
    }
  }

  /// The trial by what sets it apart: the varied fields and the seed.
  func name(of configuration: TrialConfiguration) -> String {
    let node = configuration.node
    let fields = experiment.fields.map { field in
      "\(field) \(node[path: field.split(separator: ".")]?.summary ?? "none")"
    }
    return (fields + ["seed \(configuration.seed.trial)"]).joined(separator: ", ")
  }
}

extension Attempt {
  fileprivate var summary: String { "attempt \(number) on rank \(rank) of \(provenance.host)" }
}

extension TrialResult {
  /// The first number, in words, in which the results of two executions differ.
  ///
  /// Infinite numbers are stored as NaN is, and count as equal to it.
  func firstDifference(from other: TrialResult) -> String? {
    guard tensors == other.tensors else { return "the tensors differ" }
    for (evaluation, repeated) in zip(trajectory, other.trajectory) {
      guard evaluation.step == repeated.step else {
        return "an evaluation is at step \(evaluation.step) and \(repeated.step)"
      }
      for ((name, left), (_, right)) in zip(measures(evaluation), measures(repeated))
      where left != right && (left.isFinite || right.isFinite) {
        return "at step \(evaluation.step), \(name) is \(left) and \(right)"
      }
      guard measures(evaluation).count == measures(repeated).count else {
        return "at step \(evaluation.step), different measures were taken"
      }
    }
    guard trajectory.count == other.trajectory.count, ending == other.ending else {
      return "one is \(ending) at step \(steps), the other \(other.ending) at \(other.steps)"
    }
    return nil
  }

  private func measures(_ evaluation: Evaluation) -> [(name: String, value: Double)] {
    let measures = [
      ("train_loss", evaluation.trainLoss), ("train_accuracy", evaluation.trainAccuracy),
      ("test_loss", evaluation.testLoss), ("test_accuracy", evaluation.testAccuracy),
    ]
    let norms = zip(tensors, evaluation.tensorNorm2).map { ("the norm of \($0)", $1) }
    let accuracies = evaluation.pruning?.accuracies ?? []
    return measures + norms + accuracies.map { ("accuracy under pruning", $0) }
  }
}
