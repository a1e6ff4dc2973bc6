/// A response that trials are compared by.
enum Response: String, Hashable, Sendable, CaseIterable {
  /// The generalization step.
  case generalizationStep = "generalization_step"
  /// The generalization step less the memorization step.
  case delay
}
