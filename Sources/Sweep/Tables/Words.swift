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
