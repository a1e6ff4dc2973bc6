import Engine

/// What of a store is written out for other programs.
enum ExportContent: String, CaseIterable, Sendable {
  /// A row a trial: how it ended, its milestones, and its last evaluation.
  case trials
  /// A row an evaluation.
  case evaluations
  /// A row a pruned fraction.
  case pruning
  /// A row a number that was measured, with its step; or a row a step.
  case measures
}

/// The rows of an export, a trial at a time.
///
/// They depend on the trials' configurations alone: nothing of when, where or how often a trial was
/// run is among them. A value that is undefined or no finite number is empty. The columns of
/// ``ExportContent/trials`` after the axes are all of ``TrialColumn``.
struct Export: Sendable {
  /// What is written.
  let content: ExportContent
  /// The names of the columns.
  let columns: [String]
  private let thresholds: Thresholds
  private let tolerance: Double?
  private let tensors: [String]
  private let measures: MeasureRows

  /// An export from a sweep with the given axes.
  ///
  /// `tensors` are the tensors that have a column in ``ExportContent/evaluations``, `measures` what
  /// ``ExportContent/measures`` consists of. An axis whose name another column has, which `steps` can
  /// be, is called `configuration.steps`.
  init(
    _ content: ExportContent, fields: [String], thresholds: Thresholds, tensors: [String] = [],
    tolerance: Double? = nil,
    measures: MeasureRows = MeasureRows(MeasuredColumns([]) { _ in [] }, isWide: false)
  ) {
    self.content = content
    self.thresholds = thresholds
    self.tolerance = tolerance
    self.tensors = tensors
    self.measures = measures
    let own =
      switch content {
      case .trials:
        TrialColumn.names
      case .evaluations:
        ["seed", "step", "train_loss", "train_accuracy", "test_loss", "test_accuracy", "norm2"]
          + tensors.map { "norm2_" + $0 }
      case .pruning: ["seed", "step", "fraction", "accuracy"]
      case .measures: ["seed"] + measures.columns
      }
    columns = fields.map { axisName($0, beside: own) } + own
  }

  /// The rows of one trial, whose axes have the given values.
  func rows(
    _ values: [ConfigurationNode], seed: Int, _ result: TrialResult,
    of configuration: TrialConfiguration? = nil
  ) -> [[Datum]] {
    let label = values.map(Datum.value) + [.integer(seed)]
    return switch content {
    case .trials: [values.map(Datum.value) + summary(result, seed, configuration)]
    case .evaluations:
      result.trajectory.map { label + evaluation($0, result.tensors) }
    case .pruning:
      result.trajectory.flatMap { evaluation in
        guard let curve = evaluation.pruning else { return [[Datum]]() }
        return zip(curve.fractions, curve.accuracies).map { fraction, accuracy in
          label + [.integer(evaluation.step), .number(fraction), .number(accuracy)]
        }
      }
    case .measures: rows(values, seed: seed, measures: result.measures)
    }
  }

  /// The rows of what was measured along one trial.
  func rows(
    _ values: [ConfigurationNode], seed: Int, measures: [MeasureSeries]
  ) -> [[Datum]] {
    let label = values.map(Datum.value) + [.integer(seed)]
    return self.measures.rows(measures).map { label + $0 }
  }

  private func summary(
    _ result: TrialResult, _ seed: Int, _ configuration: TrialConfiguration?
  ) -> [Datum] {
    let milestones = Milestones(
      result, of: configuration, thresholds: thresholds, tolerance: tolerance)
    return TrialColumn.allCases.map { $0.value(milestones, result, seed: seed) }
  }

  private func evaluation(_ evaluation: Evaluation, _ names: [String]) -> [Datum] {
    [
      .integer(evaluation.step), .number(evaluation.trainLoss),
      .number(evaluation.trainAccuracy), .number(evaluation.testLoss),
      .number(evaluation.testAccuracy), .number(evaluation.norm2),
    ]
      + tensors.map { tensor in
        Datum(names.firstIndex(of: tensor).map { evaluation.tensorNorm2[$0] })
      }
  }
}
