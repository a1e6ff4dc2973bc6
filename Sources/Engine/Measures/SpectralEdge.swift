internal import RealModule

/// How the last updates share their directions.
///
/// G is the Gram matrix of W updates, λ its eigenvalues in descending order and σ = √λ (Xu 2026,
/// arXiv:2604.06256):
/// ```
/// edge_gap = λ₂ − λ₃,   edge_gap_share = (λ₂ − λ₃) / tr G
/// edge_position = k* = argmax_k (σ_k / Σσ) (σ_k / σ_{k+1}),   edge_ratio = σ_k* / σ_{k*+1}
/// ```
/// Any shrinkage of the updates closes the gap, but not its share. `pc1_share` is the share of the
/// first principal component in the way from the burst's first parameters (arXiv:2602.16746), and
/// `pc1_share_walk` that of a walk whose updates are as long but at right angles to each other, as
/// random ones are in many dimensions.
struct SpectralEdge: Measure {
  static let kind = "spectral-edge"

  /// W.
  var updates = 10
  /// The steps from one update to the next.
  var spacing = 1

  static let fields: [Field<Self>] = [
    Field("updates", \.updates, allowed: .within(3...100)),
    Field("spacing", \.spacing, allowed: .within(1...100_000)),
  ]

  var burst: Burst? { Burst(updates: updates, spacing: spacing) }

  func columns(_ subject: MeasureSubject) -> [MeasureColumn] {
    [
      "edge_gap", "edge_gap_share", "edge_position", "edge_ratio", "pc1_share", "pc1_share_walk",
    ].map { MeasureColumn($0) }
  }

  func work(_ subject: MeasureSubject) -> LookWork {
    // W differences and W(W + 1)/2 sums over all parameters.
    let count = Double(updates)
    return LookWork(
      operations: MeasureSubject.element * subject.parameters * (count + count * count / 8)
        + 3 * subject.singularValues(count, count))
  }

  func values(at moment: Moment) -> [Double] {
    let snapshots = moment.snapshots
    guard snapshots.count == updates + 1 else { return [Double](repeating: .nan, count: 6) }
    let steps = zip(snapshots.dropFirst(), snapshots).map { difference($0, $1) }
    let gram = Matrix<Double>(rows: updates, columns: updates)
    for row in 0..<updates {
      for column in 0...row {
        let product = dot(steps[row], steps[column])
        gram[row, column] = product
        gram[column, row] = product
      }
    }
    return Self.values(gram)
  }

  /// The six numbers of a Gram matrix of updates.
  static func values(_ gram: Matrix<Double>) -> [Double] {
    // The singular values of what is symmetric and has no negative eigenvalue are its eigenvalues.
    let eigenvalues = singularValues(of: gram)
    let trace = eigenvalues.reduce(0, +)
    guard trace > 0 else { return [Double](repeating: .nan, count: 6) }
    let lengths = eigenvalues.map { $0.squareRoot() }
    let total = lengths.reduce(0, +)
    var edge = (position: 0, strength: 0.0)
    for index in lengths.indices.dropLast() {
      let strength = lengths[index] / total * (lengths[index] / lengths[index + 1])
      if strength > edge.strength { edge = (index, strength) }
    }
    let walk = Matrix<Double>(rows: gram.rows, columns: gram.columns)
    for index in 0..<gram.rows { walk[index, index] = gram[index, index] }
    return [
      eigenvalues[1] - eigenvalues[2], (eigenvalues[1] - eigenvalues[2]) / trace,
      Double(edge.position + 1), lengths[edge.position] / lengths[edge.position + 1],
      firstShare(gram), firstShare(walk),
    ]
  }

  /// The share of the first principal component of the way that the updates go, from 0 on.
  private static func firstShare(_ gram: Matrix<Double>) -> Double {
    let count = gram.rows + 1
    let positions = Matrix<Double>(rows: count, columns: count)
    for row in 1..<count {
      for column in 1..<count {
        // ⟨Σ_{i≤row} u, Σ_{j≤column} u⟩, from the sum without the last row and column.
        positions[row, column] =
          gram[row - 1, column - 1] + positions[row - 1, column] + positions[row, column - 1]
          - positions[row - 1, column - 1]
      }
    }
    let means = columnMeans(positions)
    let mean = means.reduce(0, +) / Double(count)
    for row in 0..<count {
      for column in 0..<count { positions[row, column] += mean - means[row] - means[column] }
    }
    let eigenvalues = singularValues(of: positions)
    return (eigenvalues.first ?? .nan) / eigenvalues.reduce(0, +)
  }
}
