/// All that a gradient is taken of: a loss of the logits, and what is added to it.
struct Objective: Sendable {
  /// The loss of the logits.
  var loss: LossKind
  /// The weight λ of ``radialPenalty(_:weight:gradientScale:)``, or `nil` without it.
  var radialPenalty: Double?
}

extension TrialConfiguration {
  /// The trial's objective; its decay and penalties of parameters belong to the optimizer.
  var objective: Objective { Objective(loss: loss, radialPenalty: radialPenalty) }
}
