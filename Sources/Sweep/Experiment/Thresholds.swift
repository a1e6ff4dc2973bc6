import Engine

/// When a trial counts as having memorized, and as having generalized.
struct Thresholds: Configurable {
  /// The train accuracy of the memorization step.
  var memorization = 0.99
  /// The test accuracy of the generalization step.
  var generalization = 0.9
  /// For how many evaluations in a row the accuracy must stay at or above its threshold; 1 is the
  /// first crossing.
  var sustained = 1

  static let fields: [Field<Self>] = [
    Field("memorization", \.memorization, allowed: .accuracy),
    Field("generalization", \.generalization, allowed: .accuracy),
    Field("sustained", \.sustained, allowed: .atLeast(1)),
  ]
}
