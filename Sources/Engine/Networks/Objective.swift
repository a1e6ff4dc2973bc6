/// A block of logits that a loss measures and replaces by its gradient, if that is wanted.
struct LogitBlock<S: Scalar> {
  /// Logits `z` without their bias, `[N × K]` in padded rows; on return, `dz` or scratch.
  let logits: Matrix<S>
  /// `[1 × K]` in a padded row.
  let bias: Matrix<S>
  /// What the samples should have said.
  let targets: Targets
  /// The position of the first row's target.
  let start: Int
  /// Whether the loss is needed.
  let wantsLoss: Bool
  /// Where the gradient goes, or `nil` if none is needed.
  let gradient: LogitGradient<S>?
}

/// All that a gradient is taken of: a loss of the logits, and what is added to it.
struct Objective<S: Scalar> {
  /// Measures the loss of a block.
  let measure: (LogitBlock<S>) -> PassResult
  /// The weight λ of ``radialPenalty(_:weight:gradientScale:)``, or `nil` without it.
  var radialPenalty: Double?
  /// Shows hidden units and logits to whoever measures them.
  var capture: Capture<S>?
}
