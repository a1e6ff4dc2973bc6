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

/// A response that trials are compared by.
enum Response: String, Hashable, Sendable, CaseIterable {
  /// The generalization step.
  case generalizationStep = "generalization_step"
  /// The generalization step less the memorization step.
  case delay

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

  /// The response in words.
  var words: String {
    switch self {
    case .generalizationStep: "generalization step"
    case .delay: "delay"
    }
  }
}
