/// Turns pre-activations into units in place: `φ(u + b)`.
///
/// - Parameters:
///   - units: `u`, `[N × H]` in padded rows. On return `φ`.
///   - bias: `b`, `[1 × H]` in a padded row whose padding is zero.
///   - slope: on return `φ′`, `[N × H]` in padded rows, unless `nil`.
///   - nonlinearity: φ, which is 0 at 0.
func activate<S: Scalar, F: Nonlinearity>(
  _ units: Matrix<S>, bias: Matrix<S>, slope: Matrix<S>?, through nonlinearity: F.Type
) {
  precondition(
    bias.columns == units.columns && (slope?.rows ?? units.rows) >= units.rows
      && (slope?.columns ?? units.columns) == units.columns, "shapes disagree")
  let width = units.vectorsPerRow
  let biases = unsafe bias.vectors(row: 0)
  for i in 0..<units.rows {
    let row = unsafe units.vectors(row: i)
    if let slope {
      let slopes = unsafe slope.vectors(row: i)
      for j in 0..<width {
        let unit = unsafe F.apply(row[j] + biases[j], as: S.self)
        unsafe row[j] = unit.value
        unsafe slopes[j] = unit.slope
      }
    } else {
      for j in 0..<width {
        unsafe row[j] = F.apply(row[j] + biases[j], as: S.self).value
      }
    }
  }
}

/// Turns pre-activations into units in place, by the name of the nonlinearity.
func activate<S: Scalar>(
  _ units: Matrix<S>, bias: Matrix<S>, slope: Matrix<S>?, by activation: Activation
) {
  switch activation {
  case .relu: activate(units, bias: bias, slope: slope, through: Rectifier.self)
  case .gelu: activate(units, bias: bias, slope: slope, through: GaussianErrorLinear.self)
  case .quadratic: activate(units, bias: bias, slope: slope, through: Square.self)
  case .tanh: activate(units, bias: bias, slope: slope, through: HyperbolicTangent.self)
  }
}

/// Turns the gradient of units into that of their pre-activations in place, and adds its rows to
/// the bias's gradient: the adjoint of ``activate(_:bias:slope:through:)``.
///
/// - Parameters:
///   - gradient: the gradient of `φ`, `[N × H]` in padded rows. On return that of `u`.
///   - slope: `φ′`, `[N × H]` in padded rows.
///   - biasGradient: `[1 × H]` in a padded row.
func deactivate<S: Scalar>(_ gradient: Matrix<S>, slope: Matrix<S>, biasGradient: Matrix<S>) {
  precondition(
    slope.rows >= gradient.rows && slope.columns == gradient.columns
      && biasGradient.columns == gradient.columns, "shapes disagree")
  let width = gradient.vectorsPerRow
  let biases = unsafe biasGradient.vectors(row: 0)
  for i in 0..<gradient.rows {
    let row = unsafe gradient.vectors(row: i)
    let slopes = unsafe slope.vectors(row: i)
    for j in 0..<width {
      let d = unsafe row[j] * slopes[j]
      unsafe row[j] = d
      unsafe biases[j] += d
    }
  }
}
