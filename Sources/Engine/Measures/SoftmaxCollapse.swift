internal import RealModule

/// Whether the softmax still has a gradient, and where it drives the read-out.
///
/// A sample's loss and gradient vanish in floating point with p bits of precision once
/// `z_y − max_{k≠y} z_k > (p − 1) ln 2`: 15.94 in float32, 36.04 in float64. From then on the mean
/// classifier row w̄ and the mean hidden units h̄ drive each other apart: cos(w̄, h̄) → −1 (Liu et al.
/// 2026, arXiv:2605.06152). Over the training samples:
/// ```
/// margin_min = min (z_y − max_{k≠y} z_k)
/// update_ratio = ‖θ_t − θ_{t−1}‖ / ‖θ_{t−1} − θ_{t−2}‖     a spike is one far above 1
/// ```
struct SoftmaxCollapse: Measure {
  static let kind = "collapse"
  static let fields: [Field<Self>] = []

  var burst: Burst? { Burst(updates: 2, spacing: 1) }

  func accept(_ subject: MeasureSubject) throws(Refusal) { _ = try subject.classes(for: Self.kind) }

  func columns(_ subject: MeasureSubject) -> [MeasureColumn] {
    [
      "collapsed_float32", "collapsed_float64", "margin_min", "classifier_mean_norm",
      "feature_mean_norm", "cosine_means", "update_ratio",
    ].map { MeasureColumn($0) }
  }

  func work(_ subject: MeasureSubject) -> LookWork {
    // Two differences with their sums, beside every unit and every logit.
    LookWork(
      operations: MeasureSubject.element
        * (subject.train * (subject.units + subject.classes) + 4 * subject.parameters),
      sharing: [.trainUnits])
  }

  func values(at moment: Moment) -> [Double] {
    guard case .classes(let classes, let count) = moment.train.targets else { return [] }
    let units = moment.trainUnits
    let margins = classes.indices.map { margin(of: units.logits, row: $0, own: Int(classes[$0])) }
    func collapsed(_ bits: Double) -> Double {
      Double(margins.count { $0 > (bits - 1) * Double.log(2) }) / Double(margins.count)
    }
    let classifier = meanClassifier(moment.parameters, classes: count)
    let feature = columnMeans(units.hidden)
    let (w2, h2) = (sum(classifier, classifier), sum(feature, feature))
    return [
      collapsed(24), collapsed(53), margins.min() ?? .nan, w2.squareRoot(), h2.squareRoot(),
      sum(classifier, feature) / (w2 * h2).squareRoot(), updateRatio(moment.snapshots),
    ]
  }

  /// The mean over classes of the read-out's weights.
  private func meanClassifier(_ parameters: Parameters<Double>, classes: Int) -> [Double] {
    let names = parameters.layout.tensors.map(\.name)
    guard names.contains("output.weight") else {
      // Tied: a row for each token.
      let embedding = parameters["embedding"]
      return columnMeans(embedding.rows(0..<min(classes, embedding.rows)))
    }
    let weight = parameters["output.weight"]
    return (0..<weight.rows).map { row in
      (0..<weight.columns).reduce(0) { $0 + weight[row, $1] } / Double(weight.columns)
    }
  }

  private func updateRatio(_ snapshots: [Parameters<Double>]) -> Double {
    guard snapshots.count == 3 else { return .nan }
    let last = difference(snapshots[2], snapshots[1]).squaredNorm
    let before = difference(snapshots[1], snapshots[0]).squaredNorm
    return (last / before).squareRoot()
  }
}

/// Σ x y.
func sum(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
