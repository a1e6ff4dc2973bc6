/// The constants of one AdamW step over a run of parameters.
struct AdamWStep<S: Scalar> {
  /// `1 − ηλ`, or 1 where nothing decays.
  var shrinkage: S
  /// The pair β₁, 1 − β₁.
  var beta1: (S, S)
  /// The pair β₂, 1 − β₂.
  var beta2: (S, S)
  /// The bias-corrected rate `η / (1 − β₁ᵗ)`.
  var stepSize: S
  /// The bias correction `1 / √(1 − β₂ᵗ)`.
  var rootScale: S
  /// The constant ε.
  var epsilon: S

  /// Updates the parameters and both moments of a run of a flat buffer; see ``AdamW``.
  ///
  /// - Precondition: the run starts and ends at a multiple of the vector width.
  func callAsFunction(
    _ parameters: Matrix<S>, gradient: Matrix<S>, mean: Matrix<S>, square: Matrix<S>,
    in range: Range<Int>
  ) {
    precondition(
      range.lowerBound.isMultiple(of: S.lanes) && range.upperBound.isMultiple(of: S.lanes)
        && range.upperBound <= parameters.columns, "\(range) of \(parameters.columns)")
    let θ = unsafe parameters.vectors(row: 0)
    let g = unsafe gradient.vectors(row: 0)
    let m = unsafe mean.vectors(row: 0)
    let v = unsafe square.vectors(row: 0)
    for i in range.lowerBound / S.lanes..<range.upperBound / S.lanes {
      let slope = unsafe g[i]
      let mean = unsafe m[i] * beta1.0 + slope * beta1.1
      let square = unsafe v[i] * beta2.0 + slope * slope * beta2.1
      unsafe m[i] = mean
      unsafe v[i] = square
      let denominator = square.squareRoot() * rootScale + epsilon
      unsafe θ[i] = θ[i] * shrinkage - mean * stepSize / denominator
    }
  }
}

/// The constants of one gradient-descent step over a run of parameters.
struct SGDStep<S: Scalar> {
  /// `1 − ηλ` for decoupled decay, otherwise 1.
  var shrinkage: S
  /// λ for coupled decay, otherwise 0.
  var penalty: S
  /// μ, or 0 at the first step.
  var momentum: S
  /// The rate η.
  var learningRate: S

  /// Updates the parameters and the velocity of a run of a flat buffer; see ``SGD``.
  ///
  /// - Precondition: the run starts and ends at a multiple of the vector width.
  func callAsFunction(
    _ parameters: Matrix<S>, gradient: Matrix<S>, velocity: Matrix<S>, in range: Range<Int>
  ) {
    precondition(
      range.lowerBound.isMultiple(of: S.lanes) && range.upperBound.isMultiple(of: S.lanes)
        && range.upperBound <= parameters.columns, "\(range) of \(parameters.columns)")
    let θ = unsafe parameters.vectors(row: 0)
    let g = unsafe gradient.vectors(row: 0)
    let b = unsafe velocity.vectors(row: 0)
    for i in range.lowerBound / S.lanes..<range.upperBound / S.lanes {
      let speed = unsafe b[i] * momentum + (g[i] + θ[i] * penalty)
      unsafe b[i] = speed
      unsafe θ[i] = θ[i] * shrinkage - speed * learningRate
    }
  }
}
