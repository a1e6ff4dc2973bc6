internal import RealModule

/// The cross-entropy of a row of logits.
///
/// For a row with target `t`, and `q` the probability given to the other classes:
/// ```
/// loss = log Σⱼ exp zⱼ − zₜ
/// dzⱼ  = softmax(z)ⱼ · scale           for j ≠ t
/// dzₜ  = (softmax(z)ₜ − 1) · scale     standard
///      = −q · scale                    if `keepsDigits`
/// ```
/// Both forms of `dzₜ` are the same number, but the first cancels to zero as soon as the target's
/// probability rounds to one, and a `Float` network that has memorized then stops learning
/// (Prieto et al. 2025, arXiv:2501.04697). The second form keeps its digits up to a margin of
/// 87 nats in `Float`.
struct SoftmaxCrossEntropy<S: Scalar>: LogitLoss {
  /// Whether `dzₜ` takes the form that keeps its digits once the target's probability rounds to one.
  let keepsDigits: Bool

  static var needsSlopeSum: Bool { false }

  @inline(__always)
  func reference(own: S, rival: S) -> S { own > rival ? own : rival }

  @inline(__always)
  func sweep(_ z: S.Vector, _ reference: S) -> (slope: S.Vector, term: S.Vector) {
    let weight = S.exponential(z - reference)
    return (weight, weight)
  }

  @inline(__always)
  func finish(
    own: S, rival: S, sum others: S, slopeSum: S, wantsLoss: Bool, scale: S
  ) -> RowLoss<S> {
    let largest = own > rival ? own : rival
    let ownWeight: S = own > rival ? 1 : S.exp(own - largest)
    let normalizer = ownWeight + others
    var loss = 0.0
    if wantsLoss {
      let logarithm = keepsDigits && own > rival ? S.log(onePlus: others) : S.log(normalizer)
      loss = Double(largest - own) + Double(logarithm)
    }
    let factor = scale / normalizer
    let ownGradient = keepsDigits ? -others * factor : (ownWeight / normalizer - 1) * scale
    return RowLoss(
      loss: loss, isFinite: (normalizer + own).isFinite, factor: factor, own: ownGradient)
  }
}
