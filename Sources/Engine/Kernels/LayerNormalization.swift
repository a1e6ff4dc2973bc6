/// Normalizes each row.
///
/// Ba, Kiros & Hinton 2016, arXiv:1607.06450, in the form of `torch.nn.LayerNorm`. With `μ` and
/// `σ²` the mean and the (biased) variance of a row,
/// ```
/// s = 1 / √(σ² + ε)      x̂ = (x − μ) s      y = g x̂ + b
/// ```
///
/// - Parameters:
///   - input: `x`, `[N × d]` in padded rows.
///   - gain: `g`, `[1 × d]` in a padded row.
///   - bias: `b`, like `gain`.
///   - epsilon: ε.
///   - output: on return `y`, `[N × d]`; may be `input`.
///   - standardized: on return `x̂`, `[N × d]`.
///   - scales: on return `s`, at least `[1 × N]`.
func normalize<S: Scalar>(
  _ input: Matrix<S>, gain: Matrix<S>, bias: Matrix<S>, epsilon: S, into output: Matrix<S>,
  standardized: Matrix<S>, scales: Matrix<S>
) {
  let columns = input.columns
  precondition(
    output.rows == input.rows && output.columns == columns && standardized.rows == input.rows
      && standardized.columns == columns && gain.columns == columns && bias.columns == columns
      && scales.columns >= input.rows, "shapes disagree")
  let (width, lastCount) = (input.vectorsPerRow, input.lastCount)
  let (gains, biases) = unsafe (gain.vectors(row: 0), bias.vectors(row: 0))
  let share = 1 / S(columns)
  for i in 0..<input.rows {
    let x = unsafe input.vectors(row: i)
    let z = unsafe standardized.vectors(row: i)
    let y = unsafe output.vectors(row: i)
    var sums = S.Vector.zero
    for j in 0..<width - 1 { unsafe sums += x[j] }
    unsafe sums += S.prefix(lastCount, of: x[width - 1], else: 0)
    let mean = sums.sum() * share
    for j in 0..<width { unsafe z[j] = x[j] - mean }
    unsafe z[width - 1] = S.prefix(lastCount, of: z[width - 1], else: 0)
    var squares = S.Vector.zero
    for j in 0..<width { unsafe squares += z[j] * z[j] }
    let scale = 1 / (squares.sum() * share + epsilon).squareRoot()
    scales[0, i] = scale
    for j in 0..<width {
      let standard = unsafe z[j] * scale
      unsafe z[j] = standard
      unsafe y[j] = standard * gains[j] + biases[j]
    }
  }
}

/// Takes the gradient of ``normalize(_:gain:bias:epsilon:into:standardized:scales:)`` back.
///
/// With `dx̂ = g dy` and means taken over the row,
/// ```
/// dx = s (dx̂ − mean(dx̂) − x̂ mean(dx̂ x̂))      dg += dy x̂      db += dy
/// ```
///
/// - Parameters:
///   - gradient: `dy`, `[N × d]` in padded rows.
///   - gain: `g`, `[1 × d]`.
///   - standardized: `x̂`, `[N × d]`.
///   - scales: `s`, at least `[1 × N]`.
///   - gainGradient: `dg`, `[1 × d]`.
///   - biasGradient: `db`, `[1 × d]`.
///   - target: on return `dx`, `[N × d]`; may be `gradient`.
///   - accumulating: whether `dx` is added to what `target` holds.
func normalizeBackward<S: Scalar>(
  _ gradient: Matrix<S>, gain: Matrix<S>, standardized: Matrix<S>, scales: Matrix<S>,
  gainGradient: Matrix<S>, biasGradient: Matrix<S>, into target: Matrix<S>, accumulating: Bool
) {
  let columns = gradient.columns
  precondition(
    target.rows == gradient.rows && target.columns == columns && standardized.rows >= gradient.rows
      && standardized.columns == columns && gain.columns == columns
      && gainGradient.columns == columns && biasGradient.columns == columns
      && scales.columns >= gradient.rows, "shapes disagree")
  let (width, lastCount) = (gradient.vectorsPerRow, gradient.lastCount)
  let gains = unsafe gain.vectors(row: 0)
  let gainGradients = unsafe gainGradient.vectors(row: 0)
  let biasGradients = unsafe biasGradient.vectors(row: 0)
  let share = 1 / S(columns)
  for i in 0..<gradient.rows {
    let dy = unsafe gradient.vectors(row: i)
    let z = unsafe standardized.vectors(row: i)
    let dx = unsafe target.vectors(row: i)
    var sums = S.Vector.zero
    var products = S.Vector.zero
    for j in 0..<width {
      let (d, standard) = unsafe (dy[j], z[j])
      var slope = unsafe d * gains[j]
      var product = slope * standard
      if j == width - 1 {
        slope = S.prefix(lastCount, of: slope, else: 0)
        product = S.prefix(lastCount, of: product, else: 0)
      }
      sums += slope
      products += product
      unsafe gainGradients[j] += d * standard
      unsafe biasGradients[j] += d
    }
    let (mean, projection) = (sums.sum() * share, products.sum() * share)
    let scale = scales[0, i]
    for j in 0..<width {
      let d = unsafe (dy[j] * gains[j] - mean - z[j] * projection) * scale
      unsafe dx[j] = accumulating ? dx[j] + d : d
    }
  }
}
