/// Thresholds that replace those of the experiment, where they are given.
struct ThresholdOverrides: Hashable, Sendable {
  /// The train accuracy of the memorization step.
  var memorization: Double?
  /// The test accuracy of the generalization step.
  var generalization: Double?
  /// For how many evaluations in a row the accuracy must stay at or above its threshold.
  var sustained: Int?
  /// By how much an accuracy may fall short of the trial's own maximum, instead of a threshold.
  var tolerance: Double?

  /// The experiment's thresholds, with these in their places.
  func applied(to thresholds: Thresholds) -> Thresholds {
    Thresholds(
      memorization: memorization ?? thresholds.memorization,
      generalization: generalization ?? thresholds.generalization,
      sustained: sustained ?? thresholds.sustained)
  }
}
