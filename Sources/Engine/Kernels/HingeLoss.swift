/// The hinge of a row of logits against its largest other logit.
///
/// ```
/// loss = max(0, C − zₜ + max_{j≠t} zⱼ)
/// ```
/// Where it is positive, the gradient is `−scale` by `zₜ` and `scale` by the rival, shared evenly
/// among equal rivals as in `torch.amax`.
struct RivalHinge<S: Scalar>: LogitLoss {
  /// The margin, C.
  let margin: S

  static var needsSlopeSum: Bool { true }

  @inline(__always)
  func reference(own: S, rival: S) -> S { rival }

  /// 1 in the lanes of rivals; the term is 0, or NaN where the logit is no finite number.
  @inline(__always)
  func sweep(_ z: S.Vector, _ reference: S) -> (slope: S.Vector, term: S.Vector) {
    let distance = S.Vector(repeating: reference) - z
    return (S.Vector(repeating: 1) - S.rectifier(distance).slope, z * 0)
  }

  @inline(__always)
  func finish(
    own: S, rival: S, sum: S, slopeSum rivals: S, wantsLoss: Bool, scale: S
  ) -> RowLoss<S> {
    let violation = margin - own + rival
    let isViolated = violation > 0
    return RowLoss(
      loss: isViolated ? Double(violation) : 0, isFinite: (own + sum).isFinite,
      factor: isViolated ? scale / rivals : 0, own: isViolated ? -scale : 0)
  }
}

/// The hinge of a row of logits against every other logit.
///
/// ```
/// loss = (1/K) Σ_{j≠t} max(0, C − zₜ + zⱼ)
/// ```
struct SummedHinge<S: Scalar>: LogitLoss {
  /// The margin, C.
  let margin: S
  /// The number of classes, K.
  let classes: S

  static var needsSlopeSum: Bool { true }

  @inline(__always)
  func reference(own: S, rival: S) -> S { margin - own }

  @inline(__always)
  func sweep(_ z: S.Vector, _ reference: S) -> (slope: S.Vector, term: S.Vector) {
    let (value, slope) = S.rectifier(z + reference)
    return (slope, value)
  }

  @inline(__always)
  func finish(
    own: S, rival: S, sum: S, slopeSum violations: S, wantsLoss: Bool, scale: S
  ) -> RowLoss<S> {
    let factor = scale / classes
    return RowLoss(
      loss: Double(sum / classes), isFinite: (own + sum).isFinite, factor: factor,
      own: -violations * factor)
  }
}
