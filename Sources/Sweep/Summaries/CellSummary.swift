import Statistics

/// One cell's trials, aggregated.
///
/// Every trial is exactly one of generalized, censored and diverged:
/// ```
/// trials = generalized + censored + diverged
/// ```
/// A diverged trial counts as later than every number in all three medians, whatever it had
/// reached before its loss left the numbers. The median delay is that of the trials that are not
/// ``unmemorized``.
struct CellSummary: Sendable {
  /// The cell.
  let cell: CellLabel
  /// How many trials are stored.
  let trials: Int
  /// How many reached their memorization step and did not diverge, whether they generalized or not.
  let memorized: Int
  /// How many reached their generalization step and did not diverge.
  let generalized: Int
  /// How many of these never memorized, so that they have no delay.
  let unmemorized: Int
  /// How many neither generalized nor diverged.
  let censored: Int
  /// How many diverged.
  let diverged: Int
  /// The memorization step.
  let memorizationStep: CensoredMedian
  /// The generalization step.
  let generalizationStep: CensoredMedian
  /// The delay, in steps.
  let delay: CensoredMedian
  /// The compression factor at the end of the trials that did not diverge.
  let compressionFactor: MeanEstimate
  /// The same trials, censored ones used for what they say.
  let survival: CellSurvival

  /// Aggregates the trials of a cell, of which there may be none.
  private init(cell: CellLabel, _ trials: [TrialSummary], survival: CellSurvival) {
    self.cell = cell
    self.trials = trials.count
    let lasting = trials.map(\.milestones).filter { $0.outcome != .diverged }
    diverged = trials.count - lasting.count
    memorized = lasting.count { $0.memorization.step != nil }
    generalized = lasting.count { $0.outcome == .generalized }
    unmemorized = lasting.count(where: \.isUnmemorized)
    censored = lasting.count - generalized

    self.survival = survival
    let lost = Array<Milestone?>(repeating: nil, count: diverged)
    memorizationStep = Self.median(lasting.map(\.memorization) + lost)
    generalizationStep = Self.median(lasting.map(\.generalization) + lost)
    delay = Self.median(lasting.filter { !$0.isUnmemorized }.map(\.delay) + lost)
    compressionFactor = MeanEstimate(lasting.compactMap(\.compressionFactor))
  }

  /// Aggregates the trials of all cells, whose restricted means share a limit.
  fileprivate static func all(_ sweep: SweepSummary) -> [CellSummary] {
    let (steps, stepLimit) = ResponseSurvival.curves(.generalizationStep, sweep.trials)
    let (delays, delayLimit) = ResponseSurvival.curves(.delay, sweep.trials)
    return sweep.cells.indices.map { index in
      let (cell, trials) = (sweep.cells[index], sweep.trials[index])
      return CellSummary(
        cell: cell, trials,
        survival: CellSurvival(
          cell, trials, generalizationStep: ResponseSurvival(steps[index], limit: stepLimit),
          delay: ResponseSurvival(delays[index], limit: delayLimit)))
    }
  }

  private static func median(_ milestones: [Milestone?]) -> CensoredMedian {
    CensoredMedian(milestones.map(SurvivalTime.init))
  }
}

extension SweepSummary {
  /// All cells in their order, those without a trial included.
  var cellSummaries: [CellSummary] {
    CellSummary.all(self)
  }
}
