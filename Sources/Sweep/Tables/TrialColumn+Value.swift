import Engine

extension TrialColumn {
  /// What a trial with given milestones has in this column; the view `results` has the same.
  func value(_ trial: Milestones, _ result: TrialResult, seed: Int) -> Datum {
    let last = result.trajectory.last
    let time = trial.outcome == .diverged ? nil : trial.generalization
    return switch self {
    case .seed: .integer(seed)
    case .outcome: .text(trial.outcome.rawValue)
    case .ending: .text(result.ending.rawValue)
    case .steps: .integer(trial.steps)
    case .memorizationStep: Datum(trial.memorization.step)
    case .memorizationAfter:
      Datum(trial.memorization.lastBelow ?? trial.crossings?.beforeMemorization)
    case .generalizationStep: Datum(trial.generalization.step)
    case .generalizationAfter:
      Datum(trial.generalization.lastBelow ?? trial.crossings?.beforeGeneralization)
    case .delay: Datum(trial.delay?.step)
    case .event: Datum(time.map { $0.step == nil ? 0 : 1 })
    case .time: Datum(time.map { $0.step ?? $0.lastBelow } ?? nil)
    case .norm2Memorization: Datum(trial.norm2AtMemorization)
    case .norm2Generalization: Datum(trial.norm2AtGeneralization)
    case .norm2End: Datum(trial.norm2AtEnd)
    case .trainLoss: Datum(last?.trainLoss)
    case .trainAccuracy: Datum(last?.trainAccuracy)
    case .testLoss: Datum(last?.testLoss)
    case .testAccuracy: Datum(last?.testAccuracy)
    case .compressionFactor: Datum(trial.compressionFactor)
    case .relapses: Datum(trial.generalization.step.flatMap { _ in trial.crossings?.relapses })
    case .gapGeneralization: Datum(trial.crossings?.gapAtGeneralization)
    }
  }
}
