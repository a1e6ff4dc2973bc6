/// What a pass over samples measured.
struct PassResult {
  /// The sum of the samples' losses, in nats for cross-entropy; 0 where it was not asked for.
  var loss = 0.0
  /// The number of samples whose own logit is strictly the largest.
  var correct = 0
  /// Whether every sample's loss was a finite number.
  var isFinite = true

  static func += (left: inout PassResult, right: PassResult) {
    left.loss += right.loss
    left.correct += right.correct
    left.isFinite = left.isFinite && right.isFinite
  }
}

/// A loss as its kernel sees it: what becomes of one row of logits `z` with target `t`.
///
/// Every loss here has a gradient of the form `dzⱼ = f(zⱼ) · factor` for `j ≠ t`, where `factor`
/// needs a sum over the row. One sweep therefore computes `f` and the sum, and a second multiplies.
protocol LogitLoss<S>: Sendable {
  associatedtype S: Scalar

  /// Whether ``finish(own:rival:sum:slopeSum:wantsLoss:scale:)`` needs the sum of `f`.
  static var needsSlopeSum: Bool { get }

  /// A number that the sweep needs, from the target's logit and the largest other one.
  func reference(own: S, rival: S) -> S

  /// Computes `f(z)` and a term of the sum in each lane.
  ///
  /// The target's lane and those without a class hold `−greatestFiniteMagnitude / 4` or so, for which
  /// `f · factor` is 0 and the term negligible.
  func sweep(_ z: S.Vector, _ reference: S) -> (slope: S.Vector, term: S.Vector)

  /// Computes the row's loss, if wanted, the factor, and `dzₜ`.
  func finish(
    own: S, rival: S, sum: S, slopeSum: S, wantsLoss: Bool, scale: S
  ) -> RowLoss<S>
}

/// What a loss makes of one row of logits.
struct RowLoss<S: Scalar> {
  /// The loss; any number where it is not wanted.
  var loss: Double
  /// Whether the row's loss is a finite number.
  var isFinite: Bool
  /// The factor of the gradient by the other classes' logits.
  var factor: S
  /// The gradient by the target's logit.
  var own: S
}

/// Where the gradient of a block of logits goes.
struct LogitGradient<S: Scalar> {
  /// A factor on it.
  let scale: S
  /// `[1 × K]` in a padded row, to which the sum of `dz` over the rows is added.
  let bias: Matrix<S>
}

/// Measures a loss of logits, and replaces them by its gradient if asked to.
///
/// A sample is right if its own logit is strictly the largest, whatever the loss.
///
/// - Parameters:
///   - logits: `z` without its bias, `[N × K]` in padded rows. On return, `dz` or scratch.
///   - bias: `[1 × K]` in a padded row.
///   - targets: at least `[N]` from `start`, each in `0 ..< K`.
///   - start: the position of the first row's target.
///   - loss: the loss of a row.
///   - wantsLoss: whether the loss is needed; cross-entropy's logarithms are a tenth of a step's
///     time.
///   - gradient: where the gradient goes, or `nil` if none is needed.
/// - Returns: the rows' summed loss, if wanted, and how many were right.
@inline(__always)
func measureLogits<L: LogitLoss>(
  _ logits: Matrix<L.S>, bias: Matrix<L.S>, targets: [Int32], from start: Int, _ loss: L,
  wantsLoss: Bool, gradient: LogitGradient<L.S>?
) -> PassResult {
  typealias S = L.S
  precondition(
    bias.columns == logits.columns && (gradient?.bias.columns ?? logits.columns) == logits.columns
      && start + logits.rows <= targets.count, "shapes disagree")
  var result = PassResult()
  let (width, lastCount) = (logits.vectorsPerRow, logits.lastCount)
  let biases = unsafe bias.vectors(row: 0)
  let biasGradients = unsafe gradient?.bias.vectors(row: 0)
  let excluded = -S.greatestFiniteMagnitude / 4

  for i in 0..<logits.rows {
    let target = Int(targets[start + i])
    precondition(target < logits.columns, "target \(target) of \(logits.columns) classes")
    let row = unsafe logits.vectors(row: i)

    // Taken out of its row, the target's logit meets the others only at the end.
    let own = logits[i, target] + bias[0, target]
    logits[i, target] = excluded
    let last = unsafe S.prefix(
      lastCount, of: row[width - 1] + biases[width - 1], else: excluded)
    var maxima = last
    for j in 0..<width - 1 {
      maxima = unsafe S.larger(maxima, row[j] + biases[j])
    }
    let rival = maxima.max()
    if own > rival { result.correct += 1 }

    let reference = loss.reference(own: own, rival: rival)
    var (sums, slopeSums) = (S.Vector.zero, S.Vector.zero)
    for j in 0..<width - 1 {
      let (slope, term) = unsafe loss.sweep(row[j] + biases[j], reference)
      unsafe row[j] = slope
      sums += term
      if L.needsSlopeSum { slopeSums += slope }
    }
    let (slope, term) = loss.sweep(last, reference)
    unsafe row[width - 1] = slope
    sums += term
    if L.needsSlopeSum { slopeSums += slope }
    let measured = loss.finish(
      own: own, rival: rival, sum: sums.sum(),
      slopeSum: L.needsSlopeSum ? slopeSums.sum() : 0, wantsLoss: wantsLoss,
      scale: gradient?.scale ?? 0)
    if !measured.isFinite { result.isFinite = false }
    if wantsLoss { result.loss += measured.loss }

    guard let gradient, let biasGradients = unsafe biasGradients else { continue }
    for j in 0..<width {
      let dz = unsafe row[j] * measured.factor
      unsafe row[j] = dz
      unsafe biasGradients[j] += dz
    }
    // The target's lane held 0 until now.
    logits[i, target] = measured.own
    gradient.bias[0, target] += measured.own
  }
  return result
}
