internal import RealModule

/// How near hidden units and the read-out's gradients come to having no say in some direction.
///
/// Of n training samples with hidden units H `[n × H]` and the gradients Δ `[n × K]` of their
/// cross-entropy by the logits (Shirodkar & Narayanan 2026, arXiv:2606.21158):
/// ```
/// G = (Δ Δᵀ)∘(H Hᵀ) / n          the Gram matrix of each sample's gradient by the read-out's weights
/// sigma_min = the smallest singular value of H/√n
/// lambda_min = the smallest positive eigenvalue of G
/// log_det = Σ ln λ over the positive eigenvalues of G,   positive = how many there are
/// ```
/// Positive is what exceeds 10⁻¹⁰ of the largest; rounding reaches 10⁻¹³ or so.
struct DeadDirections: Measure {
  static let kind = "dead-directions"

  /// The share of the largest eigenvalue above which one is positive.
  static let threshold = 1e-10

  /// n, as far as there are so many training samples.
  var samples = 512

  static let fields: [Field<Self>] = [Field("samples", \.samples, allowed: .within(2...2_048))]

  func accept(_ subject: MeasureSubject) throws(Refusal) { _ = try subject.classes(for: Self.kind) }

  func columns(_ subject: MeasureSubject) -> [MeasureColumn] {
    ["sigma_min", "lambda_min", "log_det", "positive"].map { MeasureColumn($0) }
  }

  func work(_ subject: MeasureSubject) -> LookWork {
    let count = Double(min(samples, subject.trainCount))
    return LookWork(
      operations: 2 * count * count * (subject.units + subject.classes)
        + 4 * MeasureSubject.element * count * (count + subject.units + subject.classes)
        + subject.singularValues(count, count) + subject.singularValues(count, subject.units),
      sharing: [.trainUnits])
  }

  func values(at moment: Moment) -> [Double] {
    guard case .classes(let classes, _) = moment.train.targets else { return [] }
    var generator = moment.generator(Self.kind)
    let drawn = generator.shuffled(moment.train.count).prefix(samples)
    let (all, logits) = (moment.trainUnits.hidden, moment.trainUnits.logits)
    let hidden = Matrix<Double>(rows: drawn.count, columns: all.columns)
    copyRows(of: all, at: drawn, into: hidden)
    let errors = Matrix<Double>(rows: drawn.count, columns: logits.columns)
    for (row, sample) in drawn.enumerated() {
      var error = softmax(logits.rows(sample..<sample + 1).elements)
      error[Int(classes[sample])] -= 1
      errors.rows(row..<row + 1).elements = error
    }
    return Self.values(hidden, errors)
  }

  /// The four numbers of H and Δ.
  static func values(_ hidden: Matrix<Double>, _ errors: Matrix<Double>) -> [Double] {
    let count = Double(hidden.rows)
    let gram = Matrix<Double>(rows: hidden.rows, columns: hidden.rows)
    let kernel = Matrix<Double>(rows: hidden.rows, columns: hidden.rows)
    multiply(errors, by: errors, .transposed, into: gram)
    multiply(hidden, by: hidden, .transposed, into: kernel)
    for row in 0..<gram.rows {
      for column in 0..<gram.columns { gram[row, column] *= kernel[row, column] / count }
    }
    let smallest = singularValues(of: hidden).last.map { $0 / count.squareRoot() } ?? .nan
    // The singular values of what is symmetric and has no negative eigenvalue are its eigenvalues.
    let eigenvalues = singularValues(of: gram)
    guard let largest = eigenvalues.first, largest > 0 else { return [smallest, .nan, .nan, 0] }
    let positive = eigenvalues.filter { $0 > threshold * largest }
    return [
      smallest, positive.last ?? .nan, positive.reduce(0) { $0 + Double.log($1) },
      Double(positive.count),
    ]
  }
}
