/// Turns pre-activations into units in place: `φ(u + b)`.
///
/// - Parameters:
///   - units: `u`, `[N × H]` in padded rows. On return `φ`.
///   - bias: `b`, `[1 × H]` in a padded row.
///   - slope: on return `φ′`, `[N × H]` in padded rows, unless `nil`.
///   - activation: φ.
func activate<S: Scalar>(
  _ units: Matrix<S>, bias: Matrix<S>, slope: Matrix<S>?, by activation: Activation
) {
  precondition(
    bias.columns == units.columns && (slope?.rows ?? units.rows) >= units.rows
      && (slope?.columns ?? units.columns) == units.columns, "shapes disagree")
  activation.run(ActivateLoop(units: units, bias: bias, slope: slope))
}

private struct ActivateLoop<S: Scalar>: NonlinearLoop {
  let units: Matrix<S>
  let bias: Matrix<S>
  let slope: Matrix<S>?

  @inline(__always)
  func run<F: Nonlinearity>(through nonlinearity: F.Type) {
    let (units, bias, slope) = (units, bias, slope)
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
}

/// Takes the gradient of ``activate(_:bias:slope:by:)`` back in place, from that of units to that of
/// their pre-activations, and adds its rows to the bias's gradient.
///
/// - Parameters:
///   - gradient: the gradient of `φ`, `[N × H]` in padded rows. On return that of `u`.
///   - slope: `φ′`, `[N × H]` in padded rows.
///   - biasGradient: `[1 × H]` in a padded row.
func activateBackward<S: Scalar>(
  _ gradient: Matrix<S>, slope: Matrix<S>, biasGradient: Matrix<S>
) {
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
