/// Why a trial is left out of a fit.
enum Omission: String, Error, Hashable, Sendable, CaseIterable {
  /// It neither generalized nor diverged.
  case censored
  /// It neither memorized nor generalized, so that nothing is known of its delay.
  case untrained
  /// It diverged.
  case diverged
  /// It generalized but never memorized, so that there is no delay.
  case undefinedDelay = "undefined_delay"
  /// It did not generalize after it memorized, and there is no logarithm.
  case nonPositiveDelay = "non_positive_delay"
  /// There is no predictor: no weight decay, or a squared norm of zero.
  case undefinedPredictor = "undefined_predictor"
  /// Its cell is flagged as unstable.
  case unstable
  /// All trials together decide no model.
  case noModel = "no_model"
  /// It is censored at its start, which says nothing.
  case emptyBound = "empty_bound"
  /// No trial that could be held against it has another predictor.
  case notVaried = "not_varied"
}
