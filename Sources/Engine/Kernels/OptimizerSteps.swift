/// The constants of one AdamW or Adam step over a run of parameters, which keep two moments.
struct MomentStep<S: Scalar> {
  /// `1 − ηλ` for decoupled decay, or 1 where nothing decays.
  var shrinkage: S
  /// λ of a coupled penalty, otherwise 0.
  var penalty: S = 0
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

  /// Updates the parameters and both moments of a run of a flat buffer.
  ///
  /// ```
  /// g ← g + λ θ
  /// m ← β₁ m + (1 − β₁) g
  /// v ← β₂ v + (1 − β₂) g²
  /// θ ← (1 − ηλ) θ − η (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
  /// ```
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
    let vectors = range.lowerBound / S.lanes..<range.upperBound / S.lanes
    if penalty == 0 {
      for i in vectors { unsafe update(&θ[i], slope: g[i], mean: &m[i], square: &v[i]) }
    } else {
      for i in vectors {
        let slope = unsafe g[i] + θ[i] * penalty
        unsafe update(&θ[i], slope: slope, mean: &m[i], square: &v[i])
      }
    }
  }

  @inline(__always)
  private func update(
    _ parameter: inout S.Vector, slope: S.Vector, mean: inout S.Vector, square: inout S.Vector
  ) {
    mean = mean * beta1.0 + slope * beta1.1
    square = square * beta2.0 + slope * slope * beta2.1
    let denominator = square.squareRoot() * rootScale + epsilon
    parameter = parameter * shrinkage - mean * stepSize / denominator
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
  /// μ in front of the velocity in Nesterov's look-ahead, or `nil` without it.
  var lookAhead: S?
  /// The rate η.
  var learningRate: S

  /// Updates the parameters and the velocity of a run of a flat buffer.
  ///
  /// ```
  /// b ← μ b + (g + λ θ)
  /// θ ← (1 − ηλ) θ − η b          or, looking ahead,  (1 − ηλ) θ − η (g + λ θ + μ b)
  /// ```
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
    let vectors = range.lowerBound / S.lanes..<range.upperBound / S.lanes
    if let lookAhead {
      for i in vectors {
        let slope = unsafe g[i] + θ[i] * penalty
        let speed = unsafe b[i] * momentum + slope
        unsafe b[i] = speed
        unsafe θ[i] = θ[i] * shrinkage - (slope + speed * lookAhead) * learningRate
      }
    } else {
      for i in vectors {
        let speed = unsafe b[i] * momentum + (g[i] + θ[i] * penalty)
        unsafe b[i] = speed
        unsafe θ[i] = θ[i] * shrinkage - speed * learningRate
      }
    }
  }
}
