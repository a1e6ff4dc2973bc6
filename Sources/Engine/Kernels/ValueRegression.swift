/// Measures the squared distance of outputs from values, and replaces them by its gradient if asked
/// to: the loss of a regression.
///
/// For row `i` of K outputs:
/// ```
/// lossᵢ = w Σⱼ (zᵢⱼ − vᵢⱼ)²
/// dzᵢⱼ  = 2 w (zᵢⱼ − vᵢⱼ) · scale
/// ```
/// A row counts as right if `(1/K) Σⱼ (zᵢⱼ − vᵢⱼ)²` is below the tolerance, whatever `w`. Outputs are
/// few, so that this is a plain loop.
///
/// - Parameters:
///   - outputs: `z` without its bias, `[N × K]`. On return, `dz` or scratch.
///   - bias: `[1 × K]`.
///   - values: `v`, at least `[N × K]` from row `start`.
///   - start: the row of the first output's values.
///   - weight: `w`.
///   - tolerance: the mean squared error that is still right.
///   - gradient: `scale`, and where the sum of `dz` over the rows is added, or `nil` if no gradient
///     is needed.
/// - Returns: the rows' summed loss and how many were right.
func measureValues<S: Scalar>(
  _ outputs: Matrix<S>, bias: Matrix<S>, values: Matrix<Double>, from start: Int, weight: S,
  tolerance: Double, gradient: LogitGradient<S>?
) -> PassResult {
  precondition(
    bias.columns == outputs.columns
      && (gradient?.bias.columns ?? outputs.columns) == outputs.columns
      && values.columns == outputs.columns && start + outputs.rows <= values.rows,
    "shapes disagree")
  var result = PassResult()
  for i in 0..<outputs.rows {
    var sum = 0.0
    for j in 0..<outputs.columns {
      let error = outputs[i, j] + bias[0, j] - S(values[start + i, j])
      sum += Double(error) * Double(error)
      guard let gradient else { continue }
      let dz = 2 * weight * error * gradient.scale
      outputs[i, j] = dz
      gradient.bias[0, j] += dz
    }
    result.loss += Double(weight) * sum
    if !sum.isFinite { result.isFinite = false }
    if sum < tolerance * Double(outputs.columns) { result.correct += 1 }
  }
  return result
}
