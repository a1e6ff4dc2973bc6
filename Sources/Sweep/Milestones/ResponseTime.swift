import Statistics

extension SurvivalTime {
  /// The time of a milestone; one that is `nil` is undefined, and later than every number.
  init(_ milestone: Milestone?) {
    switch milestone {
    case .reached(let step): self.init(Double(step), isEvent: true)
    case .censored(let bound): self.init(Double(bound), isEvent: false)
    case nil: self.init(.infinity, isEvent: false)
    }
  }
}

extension Response {
  /// The milestone of a trial that did not diverge; `nil` where it is undefined: the delay of a trial
  /// that never memorized.
  func milestone(_ trial: Milestones) -> Milestone? {
    switch self {
    case .generalizationStep: trial.generalization
    case .delay: trial.delay
    }
  }

  /// The response of a trial as a time; of a diverged one, later than every number.
  ///
  /// A trial that generalized without having memorized has no delay, and is `nil` there. One that did
  /// neither counts as later than every number.
  func time(_ trial: Milestones) -> SurvivalTime? {
    if self == .delay, trial.isUnmemorized { return nil }
    return SurvivalTime(trial.outcome == .diverged ? nil : milestone(trial))
  }
}
