/// A response that trials are compared by.
enum Response: String, Hashable, Sendable, CaseIterable {
  /// The generalization step.
  case generalizationStep = "generalization_step"
  /// The generalization step less the memorization step.
  case delay

  /// The response in words.
  var words: String {
    switch self {
    case .generalizationStep: "generalization step"
    case .delay: "delay"
    }
  }
}
