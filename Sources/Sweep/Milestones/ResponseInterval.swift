import Statistics

extension Response {
  /// What is known of a trial's response as a time above 0, or why nothing is.
  ///
  /// A milestone lies after the last evaluation before it and not after its own step, so that a delay lies
  /// ```
  /// (last step before generalization less memorization step, generalization step less the step before memorization]
  /// ```
  /// and one that would not be above 0 in (0, spacing].
  ///
  /// - Parameters:
  ///   - trial: the trial.
  ///   - spacing: the distance of evaluations, in steps, where a trial's own are not known.
  /// - Returns: an interval of steps.
  func interval(_ trial: Milestones, spacing: Int) -> Result<IntervalTime, Omission> {
    guard trial.outcome != .diverged else { return .failure(.diverged) }
    let crossings = trial.crossings
    func before(_ step: Int, _ known: Int?) -> Double {
      // With a trajectory and no evaluation before it, it was there from the first one on.
      Double(crossings == nil ? max(0, step - min(step, spacing)) : known ?? 0)
    }
    let start: (step: Double, before: Double)
    switch (self, trial.memorization) {
    case (.generalizationStep, _): start = (0, 0)
    case (.delay, .reached(let step)):
      start = (Double(step), before(step, crossings?.beforeMemorization))
    case (.delay, .censored):
      return .failure(trial.outcome == .untrained ? .untrained : .undefinedDelay)
    }
    switch trial.generalization {
    case .reached(let step):
      let resolution = max(
        1,
        max(start.step - start.before, Double(step) - before(step, crossings?.beforeGeneralization))
      )
      let lower = max(0, before(step, crossings?.beforeGeneralization) - start.step)
      let upper = max(Double(step) - start.before, min(resolution, Double(spacing)))
      return .success(IntervalTime(after: min(lower, upper), upTo: upper))
    case .censored(let bound):
      let lower = Double(bound) - start.step
      return lower > 0
        ? .success(IntervalTime(after: lower, upTo: .infinity)) : .failure(.emptyBound)
    }
  }
}
