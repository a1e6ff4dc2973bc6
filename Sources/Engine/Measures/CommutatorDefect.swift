internal import RealModule

/// How much it matters which of two batches comes first.
///
/// For gradients g_A, g_B of two batches of the training set and a rate η (Xu 2026,
/// arXiv:2602.16746):
/// ```
/// δ = η [(g_A(θ − η g_B) − g_A(θ)) − (g_B(θ − η g_A) − g_B(θ))]
/// defect = ‖δ‖ / (‖η g_A‖ ‖η g_B‖)
/// ```
/// The published code subtracts θ − … in float32, where the difference drowns in rounding; here δ is
/// formed from gradients, in float64, and never added to θ. The rate is 10⁻³ ‖θ‖/‖g‖, g that of the
/// whole training set. As ‖H‖/‖g‖ grows wherever gradients shrink, `defect_scaled` is the defect
/// times ‖g‖. Both are medians over the pairs of batches.
struct CommutatorDefect: Measure {
  static let kind = "commutator"

  /// The number of pairs of batches.
  var pairs = 5
  /// The number of samples of a batch, as far as half of the training set has so many.
  var batch = 512

  static let fields: [Field<Self>] = [
    Field("pairs", \.pairs, allowed: .within(1...1_000)),
    Field("batch", \.batch, allowed: .count()),
  ]

  func accept(_ subject: MeasureSubject) throws(Refusal) {
    guard subject.trainCount >= 2 else {
      throw Refusal(value: Self.kind, reason: "two batches need two training samples")
    }
  }

  func columns(_ subject: MeasureSubject) -> [MeasureColumn] {
    [
      MeasureColumn("commutator_defect"), MeasureColumn("commutator_defect_scaled"),
      MeasureColumn("commutator_norm"), MeasureColumn("gradient_norm"),
    ]
  }

  func work(_ subject: MeasureSubject) -> LookWork {
    // Four gradients of batches, the order of the samples, and sums over all parameters.
    let size = Double(min(batch, subject.trainCount / 2))
    return LookWork(
      operations: Double(pairs)
        * (4 * subject.gradientPass(size)
          + MeasureSubject.element * (subject.train + 5 * subject.parameters)),
      sharing: [.gradient])
  }

  func values(at moment: Moment) -> [Double] {
    let norm = moment.gradient.squaredNorm.squareRoot()
    let rate = 1e-3 * moment.parameters.squaredNorm.squareRoot() / norm
    var generator = moment.generator(Self.kind)
    let size = min(batch, moment.train.count / 2)
    var defects: [Double] = []
    var norms: [Double] = []
    for _ in 0..<pairs {
      let order = generator.shuffled(moment.train.count)
      let (first, second) = (Array(order[..<size]), Array(order[size..<2 * size]))
      let (delta, defect) = Self.defect(
        at: moment.parameters, rate: rate, { moment.gradient(over: first, at: $0) },
        { moment.gradient(over: second, at: $0) })
      norms.append(delta)
      defects.append(defect)
    }
    let defect = median(defects)
    return [defect, defect * norm, median(norms), norm]
  }

  /// ‖δ‖ and the defect of two gradients as functions of θ.
  static func defect(
    at parameters: Parameters<Double>, rate: Double,
    _ first: (Parameters<Double>) -> Parameters<Double>,
    _ second: (Parameters<Double>) -> Parameters<Double>
  ) -> (norm: Double, defect: Double) {
    func moved(along gradient: Parameters<Double>) -> Parameters<Double> {
      let result = Parameters<Double>(parameters.layout)
      result.copy(parameters)
      add(gradient.flat, times: -rate, to: result.flat)
      return result
    }
    let (a, b) = (first(parameters), second(parameters))
    let changes = (difference(first(moved(along: b)), a), difference(second(moved(along: a)), b))
    let norm = rate * difference(changes.0, changes.1).squaredNorm.squareRoot()
    return (norm, norm / (rate * rate * (a.squaredNorm * b.squaredNorm).squareRoot()))
  }
}

/// The middle value, or the mean of the two in the middle.
func median(_ values: [Double]) -> Double {
  guard !values.isEmpty, !values.contains(where: \.isNaN) else { return .nan }
  let sorted = values.sorted()
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
