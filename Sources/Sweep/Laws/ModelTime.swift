import Statistics

extension Response {
  /// The response of a trial as a model of times takes it, above 0 and finite, or why there is none.
  func modelTime(_ trial: Milestones) -> Result<SurvivalTime, Omission> {
    guard trial.outcome != .diverged else { return .failure(.diverged) }
    guard let milestone = milestone(trial) else {
      return .failure(trial.outcome == .untrained ? .censored : .undefinedDelay)
    }
    let time = SurvivalTime(milestone)
    guard time.time > 0 else {
      return .failure(time.isEvent ? .nonPositiveDelay : .emptyBound)
    }
    return .success(time)
  }
}
