/// The squared distance of a row of logits from its target's one-hot vector.
///
/// ```
/// loss = w Σⱼ (zⱼ − [j = t])²
/// dzⱼ  = 2 w (zⱼ − [j = t]) · scale
/// ```
struct SquaredError<S: Scalar>: LogitLoss {
  /// The weight of a class, w.
  let weight: S

  static var needsSlopeSum: Bool { false }

  @inline(__always)
  func reference(own: S, rival: S) -> S { 0 }

  @inline(__always)
  func sweep(_ z: S.Vector, _ reference: S) -> (slope: S.Vector, term: S.Vector) {
    let z = S.present(z)
    return (z, z * z)
  }

  @inline(__always)
  func finish(
    own: S, rival: S, sum others: S, slopeSum: S, wantsLoss: Bool, scale: S
  ) -> RowLoss<S> {
    let error = own - 1
    let loss = weight * (others + error * error)
    let factor = 2 * weight * scale
    return RowLoss(
      loss: Double(loss), isFinite: loss.isFinite, factor: factor, own: factor * error)
  }
}
