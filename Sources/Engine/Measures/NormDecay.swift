internal import RealModule

/// How fast the norm shrinks, and the L2 penalty that would explain it.
///
/// From one step to the next, with ηλ of decoupled decay:
/// ```
/// gamma = ln(‖θ_{t−1}‖ / ‖θ_t‖)
/// gamma_ratio = gamma / ηλ
/// θ_t − θ_{t−1} ≈ −a g − b θ_{t−1}      least squares in a, b
/// ```
/// `gamma_ratio` is the measured form of the decay that delay laws assume. `l2_match` is b, the
/// strength of an L2 penalty, times the rate, that together with the gradient g of the training
/// loss matches the update best, and `match_share` the share of ‖Δθ‖² that both explain (gradient
/// matching: Rudoler et al. 2026, arXiv:2605.05436, here for R = ½‖θ‖²).
struct NormDecay: Measure {
  static let kind = "decay"
  static let fields: [Field<Self>] = []

  var burst: Burst? { Burst(updates: 1, spacing: 1) }

  func columns(_ subject: MeasureSubject) -> [MeasureColumn] {
    [
      MeasureColumn("gamma", unit: "1/step"), MeasureColumn("gamma_ratio"),
      MeasureColumn("l2_match", unit: "1/step"), MeasureColumn("match_share"),
    ]
  }

  func work(_ subject: MeasureSubject) -> LookWork {
    // The gradient before the update, a difference, and eight sums over all parameters.
    LookWork(
      operations: subject.gradientPass(subject.train)
        + 10 * MeasureSubject.element * subject.parameters)
  }

  func values(at moment: Moment) -> [Double] {
    guard let before = moment.snapshots.first else { return [.nan, .nan, .nan, .nan] }
    let gamma = Double.log(before.squaredNorm / moment.parameters.squaredNorm) / 2
    let decay = moment.subject.decay(moment.step)
    let gradient = moment.gradient(at: before)
    let update = difference(moment.parameters, before)
    let (g2, gt, t2) = (dot(gradient, gradient), dot(gradient, before), dot(before, before))
    let (gu, tu, u2) = (dot(gradient, update), dot(before, update), dot(update, update))
    let determinant = g2 * t2 - gt * gt
    let a = -(gu * t2 - tu * gt) / determinant
    let b = -(tu * g2 - gu * gt) / determinant
    return [gamma, decay > 0 ? gamma / decay : .nan, b, (-a * gu - b * tu) / u2]
  }
}

/// x − y.
func difference(_ x: Parameters<Double>, _ y: Parameters<Double>) -> Parameters<Double> {
  let result = Parameters<Double>(x.layout)
  result.copy(x)
  for (own, other) in zip(result.tensors, y.tensors) {
    for row in 0..<own.rows {
      for column in 0..<own.columns { own[row, column] -= other[row, column] }
    }
  }
  return result
}

/// ⟨x, y⟩ over all parameters.
func dot(_ x: Parameters<Double>, _ y: Parameters<Double>) -> Double {
  zip(x.tensors, y.tensors).reduce(0) { $0 + dot($1.0, $1.1) }
}
