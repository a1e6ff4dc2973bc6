internal import RealModule

/// What a pass over samples measured.
struct PassResult {
  /// The sum of the samples' losses, in nats; 0 where it was not asked for.
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

/// Measures the cross-entropy of logits, and replaces them by its gradient if asked to.
///
/// For row `i` with target `t`, and `q` the probability given to the other classes:
/// ```
/// lossᵢ = log Σⱼ exp zᵢⱼ − zᵢₜ
/// dzᵢⱼ  = softmax(zᵢ)ⱼ · scale           for j ≠ t
/// dzᵢₜ  = (softmax(zᵢ)ₜ − 1) · scale     standard
///       = −q · scale                     stable
/// ```
/// Both forms of `dzᵢₜ` are the same number, but the first cancels to zero as soon as the target's
/// probability rounds to one, and a `Float` network that has memorized then stops learning
/// (Prieto et al. 2025, arXiv:2501.04697). The stable form keeps its digits up to a margin of
/// 87 nats in `Float`.
///
/// - Parameters:
///   - logits: `z` without its bias, `[N × K]` in padded rows. On return, `dz` or scratch.
///   - bias: `[1 × K]` in a padded row whose padding is very negative.
///   - targets: at least `[N]` from `start`, each in `0 ..< K`.
///   - start: the position of the first row's target.
///   - arithmetic: the form of the loss and of `dzᵢₜ`.
///   - wantsLoss: whether the loss is needed; its logarithms are a tenth of a step's time.
///   - gradientScale: `scale`, or `nil` if no gradient is needed.
///   - biasGradient: `[1 × K]`, to which the sum of `dz` over the rows is added.
/// - Returns: the rows' summed loss, if wanted, and how many were right.
func crossEntropy<S: Scalar>(
  _ logits: Matrix<S>, bias: Matrix<S>, targets: [Int32], from start: Int,
  arithmetic: CrossEntropy.Arithmetic, wantsLoss: Bool, gradientScale: S?,
  biasGradient: Matrix<S>
) -> PassResult {
  precondition(
    bias.columns == logits.columns && biasGradient.columns == logits.columns
      && start + logits.rows <= targets.count, "shapes disagree")
  var result = PassResult()
  let width = logits.vectorsPerRow
  let biases = unsafe bias.vectors(row: 0)
  let biasGradients = unsafe biasGradient.vectors(row: 0)
  let excluded = -S.greatestFiniteMagnitude / 4

  for i in 0..<logits.rows {
    let target = Int(targets[start + i])
    precondition(target < logits.columns, "target \(target) of \(logits.columns) classes")
    let row = unsafe logits.vectors(row: i)

    // Taken out of its row, the target's logit meets the others only in the normalizer.
    let own = logits[i, target] + bias[0, target]
    logits[i, target] = excluded
    var maxima = unsafe row[0] + biases[0]
    for j in 1..<max(width, 1) {
      maxima = unsafe S.larger(maxima, row[j] + biases[j])
    }
    let rival = maxima.max()
    let largest = own > rival ? own : rival
    if own > rival { result.correct += 1 }

    var sums = S.Vector.zero
    for j in 0..<width {
      let weight = unsafe S.exponential(row[j] + biases[j] - largest)
      unsafe row[j] = weight
      sums += weight
    }
    let others = sums.sum()
    let ownWeight: S = own > rival ? 1 : S.exp(own - largest)
    let normalizer = ownWeight + others
    if !(normalizer + own).isFinite { result.isFinite = false }

    if wantsLoss {
      let keepsDigits = arithmetic == .stable && own > rival
      let logarithm = keepsDigits ? S.log(onePlus: others) : S.log(normalizer)
      result.loss += Double(largest - own) + Double(logarithm)
    }

    guard let gradientScale else { continue }
    let factor = gradientScale / normalizer
    for j in 0..<width {
      let dz = unsafe row[j] * factor
      unsafe row[j] = dz
      unsafe biasGradients[j] += dz
    }
    let ownGradient =
      switch arithmetic {
      case .standard: (ownWeight / normalizer - 1) * gradientScale
      case .stable: -others * factor
      }
    // The target's lane held exp(−∞) = 0 until now.
    logits[i, target] = ownGradient
    biasGradient[0, target] += ownGradient
  }
  return result
}
