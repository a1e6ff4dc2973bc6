extension Response {
  /// The response in words.
  var words: String {
    switch self {
    case .generalizationStep: "generalization step"
    case .delay: "delay"
    }
  }
}

extension Omission {
  /// The reason in words.
  var words: String {
    switch self {
    case .censored: "censored"
    case .untrained: "neither memorized nor generalized"
    case .diverged: "diverged"
    case .undefinedDelay: "generalized without having memorized"
    case .nonPositiveDelay: "delay not positive"
    case .undefinedPredictor: "predictor undefined"
    case .unstable: "in unstable cells"
    case .noModel: "decide no model together"
    case .emptyBound: "censored at a bound of 0"
    case .notVaried: "in groups of cells in which the predictor does not vary"
    }
  }
}

/// Counts with their reasons.
func omissionText(_ omitted: [Omission: Int]) -> String {
  Omission.allCases.compactMap { reason in
    omitted[reason].map { "\($0) \(reason.words)" }
  }.joined(separator: ", ")
}

/// A count with its word: `1 host`, `2 hosts`.
func plural(_ count: Int, _ word: String, _ words: String? = nil) -> String {
  count == 1 ? "1 \(word)" : "\(count) \(words ?? word + "s")"
}

extension Milestones {
  /// How the trial ended, in words.
  var ending: String {
    switch (outcome, generalization, memorization) {
    case (.diverged, _, _): "diverged at step \(steps)"
    case (_, .reached(let step), _): "generalized at step \(step)"
    case (_, _, .reached(let step)):
      "censored: memorized at step \(step), had not generalized at step \(steps)"
    case (_, _, .censored): "censored: had not memorized at step \(steps)"
    }
  }
}
