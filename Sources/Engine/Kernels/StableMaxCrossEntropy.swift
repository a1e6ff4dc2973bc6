internal import RealModule

/// The cross-entropy of a row of logits under StableMax.
///
/// ```
/// s(x) = x + 1 for x ≥ 0, 1 / (1 − x) for x < 0;  s′(x) = min(1, s(x)²)
/// loss = log Σⱼ s(zⱼ) − log s(zₜ) = log(1 + q / s(zₜ)),  q = Σ_{j≠t} s(zⱼ)
/// dzⱼ  = s′(zⱼ) / Σₖ s(zₖ) · scale                    for j ≠ t
/// dzₜ  = −s′(zₜ) q / (s(zₜ) Σₖ s(zₖ)) · scale
/// ```
/// The last form of the loss and of `dzₜ` cancels nothing, so that `Float` keeps its digits.
struct StableMaxCrossEntropy<S: Scalar>: LogitLoss {
  static var needsSlopeSum: Bool { false }

  @inline(__always)
  func reference(own: S, rival: S) -> S { 0 }

  /// The lanes without a class add 4 / `greatestFiniteMagnitude` each.
  @inline(__always)
  func sweep(_ z: S.Vector, _ reference: S) -> (slope: S.Vector, term: S.Vector) {
    let s = S.stableMax(z)
    return (-S.larger(S.Vector(repeating: -1), -(s * s)), s)
  }

  @inline(__always)
  func finish(
    own: S, rival: S, sum others: S, slopeSum: S, wantsLoss: Bool, scale: S
  ) -> RowLoss<S> {
    let s = own >= 0 ? own + 1 : 1 / (1 - own)
    let normalizer = s + others
    let factor = scale / normalizer
    let slope = own >= 0 ? 1 : s * s
    return RowLoss(
      loss: wantsLoss ? Double(S.log(onePlus: others / s)) : 0,
      isFinite: (normalizer + own).isFinite, factor: factor, own: -slope * factor * others / s)
  }
}
