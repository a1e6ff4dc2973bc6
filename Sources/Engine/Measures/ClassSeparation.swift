/// How far the classes lie apart in the hidden units, as a multiple of their own spread.
///
/// Over the test samples, with μ_c the mean hidden units of class c and n_c its number of samples
/// (Golwala 2026, arXiv:2604.20923):
/// ```
/// intra = mean_c (1/n_c) Σ ‖h − μ_c‖²
/// inter = mean_{c<c'} ‖μ_c − μ_c'‖² = 2/(C − 1) Σ_c ‖μ_c − μ̄‖²
/// ildr = inter / intra
/// ```
/// Where classes mean nothing, means of few samples lie apart all the same: ildr ≈ 2/(n_c − 1).
/// `ildr_unbiased` has `inter − 2 mean_c intra_c/(n_c − 1)` in place of `inter`. Classes with one
/// test sample count nowhere.
struct ClassSeparation: Measure {
  static let kind = "ildr"
  static let fields: [Field<Self>] = []

  func accept(_ subject: MeasureSubject) throws(Refusal) { _ = try subject.classes(for: Self.kind) }

  func columns(_ subject: MeasureSubject) -> [MeasureColumn] {
    ["ildr", "ildr_unbiased", "inter", "intra"].map { MeasureColumn($0) }
  }

  func work(_ subject: MeasureSubject) -> LookWork {
    LookWork(
      operations: MeasureSubject.element * (subject.test + 2 * subject.classes) * subject.units,
      sharing: [.testUnits])
  }

  func values(at moment: Moment) -> [Double] {
    guard case .classes(let classes, let count) = moment.test.targets else { return [] }
    return Self.values(moment.testUnits.hidden, classes.map(Int.init), count: count)
  }

  /// The four numbers of hidden units `[N × H]` and their classes.
  static func values(_ hidden: Matrix<Double>, _ classes: [Int], count: Int) -> [Double] {
    var sizes = [Double](repeating: 0, count: count)
    let means = Matrix<Double>(rows: count, columns: hidden.columns)
    for (row, own) in classes.enumerated() {
      sizes[own] += 1
      add(hidden.rows(row..<row + 1), to: means.rows(own..<own + 1))
    }
    let known = sizes.indices.filter { sizes[$0] >= 2 }
    guard known.count >= 2 else { return [.nan, .nan, .nan, .nan] }
    for own in known { scale(means.rows(own..<own + 1), by: 1 / sizes[own]) }

    var spread = [Double](repeating: 0, count: count)
    for (row, own) in classes.enumerated() where sizes[own] >= 2 {
      for column in 0..<hidden.columns {
        let deviation = hidden[row, column] - means[own, column]
        spread[own] += deviation * deviation / sizes[own]
      }
    }
    let number = Double(known.count)
    var between = 0.0
    for column in 0..<hidden.columns {
      let center = known.reduce(0) { $0 + means[$1, column] } / number
      for own in known {
        let deviation = means[own, column] - center
        between += deviation * deviation
      }
    }
    let intra = known.reduce(0) { $0 + spread[$1] } / number
    let inter = 2 * between / (number - 1)
    let floor = 2 * known.reduce(0) { $0 + spread[$1] / (sizes[$1] - 1) } / number
    return [inter / intra, (inter - floor) / intra, inter, intra]
  }
}
