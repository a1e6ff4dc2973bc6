/// A time that was observed, or that is known to be larger than what was looked at.
struct SurvivalTime: Hashable, Sendable {
  /// The time, in steps; where it is censored, its bound, which may be infinite.
  let time: Double
  /// Whether it was observed, and not censored.
  let isEvent: Bool

  /// A time.
  init(_ time: Double, isEvent: Bool) {
    self.time = time
    self.isEvent = isEvent
  }

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
  /// The milestone of a trial that did not diverge; `nil` where it is undefined.
  func milestone(_ trial: Milestones) -> Milestone? {
    switch self {
    case .generalizationStep: trial.generalization
    case .delay: trial.delay
    }
  }

  /// The response of a trial as a time; of a diverged one, later than every number.
  func time(_ trial: Milestones) -> SurvivalTime {
    SurvivalTime(trial.outcome == .diverged ? nil : milestone(trial))
  }

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
