/// How a network goes its way, with parameters measured by what they mean for its answers.
///
/// With the diagonal Fisher information g of the network's parameters at the middle one of three
/// points θ₀, θ₁, θ₂ of its path, equally many steps apart, and the steps s = θ₁ − θ₀, s' = θ₂ − θ₁
/// (Manning-Coe et al. 2025, arXiv:2502.01739, eq. 14, and their code for the points):
/// ```
/// ⟨x, y⟩ = Σ_i x_i g_i y_i
/// fisher_length = ‖s'‖
/// fisher_cosine = ⟨s, s'⟩ / (‖s‖ ‖s'‖)
/// fisher_origin_cosine = ⟨s', −θ₁⟩ / (‖s'‖ ‖θ₁‖)
/// fisher_trace = Σ_i g_i
/// ```
/// `g_i = E (∂ ln p(y)/∂θ_i)²` over samples and over y as the network's softmax has it, whatever the
/// loss. The regression form, which the paper's code computes, is `Σ_k E (∂z_k/∂θ_i)²`. Both are
/// `E (∂(v·z)/∂θ_i)²` for random v with the covariance that the logits' own information is.
struct FisherPath: Measure {
  static let kind = "fisher"

  /// Which information logits have.
  var form = LogitInformation.score
  /// The number of training samples, as far as there are so many.
  var samples = 64
  /// The steps from one point to the next.
  var spacing = 10

  static let fields: [Field<Self>] = [
    Field("form", \.form),
    Field("samples", \.samples, allowed: .count()),
    Field("spacing", \.spacing, allowed: .within(1...100_000)),
  ]

  var burst: Burst? { Burst(updates: 2, spacing: spacing) }

  func accept(_ subject: MeasureSubject) throws(Refusal) {
    if form == .score { _ = try subject.classes(for: Self.kind) }
  }

  func columns(_ subject: MeasureSubject) -> [MeasureColumn] {
    ["fisher_length", "fisher_cosine", "fisher_origin_cosine", "fisher_trace"].map {
      MeasureColumn($0)
    }
  }

  func work(_ subject: MeasureSubject) -> LookWork {
    // For each sample a gradient of its own and all squares; then the path's products.
    let count = Double(min(samples, subject.trainCount))
    return LookWork(
      operations: subject.pass(count) + count * (subject.gradientPass(1) + 4 * subject.parameters)
        + 10 * MeasureSubject.element * subject.parameters)
  }

  func values(at moment: Moment) -> [Double] {
    let path = moment.snapshots
    guard path.count == 3 else { return [.nan, .nan, .nan, .nan] }
    var generator = moment.generator(Self.kind)
    let order = generator.shuffled(moment.train.count).prefix(samples)
    let samples = moment.train.selecting(Array(order))
    let logits = moment.units(of: samples, at: path[1]).logits
    let metric = Self.metric(at: path[1], moment, samples, logits) { logits in
      form.direction(logits, signs: logits.map { _ in generator.integer(below: 2) == 0 ? 1 : -1 })
    }
    return Self.values(path, metric)
  }

  /// The mean square of each parameter's gradient of `v·z` over samples.
  static func metric(
    at parameters: Parameters<Double>, _ moment: Moment, _ samples: Samples,
    _ logits: Matrix<Double>, direction: ([Double]) -> [Double]
  ) -> Parameters<Double> {
    let metric = Parameters<Double>(parameters.layout)
    let factors = Matrix<Double>(rows: 1, columns: logits.columns)
    for index in 0..<samples.count {
      factors.elements = direction(logits.rows(index..<index + 1).elements)
      let gradient = moment.gradient(
        of: factors, over: samples.selecting([index]), at: parameters)
      addSquares(of: gradient.flat, to: metric.flat)
    }
    scale(metric.flat, by: 1 / Double(samples.count))
    return metric
  }

  /// The four numbers of three points under a metric.
  static func values(
    _ path: [Parameters<Double>], _ metric: Parameters<Double>
  ) -> [Double] {
    let (before, after) = (difference(path[1], path[0]), difference(path[2], path[1]))
    func product(_ x: Parameters<Double>, _ y: Parameters<Double>) -> Double {
      zip(zip(x.tensors, y.tensors), metric.tensors).reduce(0) { total, tensors in
        let (left, right, weight) = (tensors.0.0, tensors.0.1, tensors.1)
        var total = total
        for row in 0..<weight.rows {
          for column in 0..<weight.columns {
            total += left[row, column] * weight[row, column] * right[row, column]
          }
        }
        return total
      }
    }
    func cosine(_ x: Parameters<Double>, _ y: Parameters<Double>) -> Double {
      product(x, y) / (product(x, x) * product(y, y)).squareRoot()
    }
    let trace = metric.tensors.reduce(0) { $0 + $1.elements.reduce(0, +) }
    return [
      product(after, after).squareRoot(), cosine(before, after), -cosine(after, path[1]), trace,
    ]
  }
}
