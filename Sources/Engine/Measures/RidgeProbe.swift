internal import RealModule

/// Ridge regression of one-hot labels on units, for every penalty at once.
///
/// With X the centered units, Y the centered labels and v, s the eigenvectors and eigenvalues of the
/// units' covariance `XᵀX/N`:
/// ```
/// W = (XᵀX/N + λ s̄)⁻¹ XᵀY/N = Σ v vᵀ (XᵀY/N) / (s + λ s̄)
/// ```
/// The intercept is not penalized. λ counts in mean eigenvalues s̄, so that it means the same
/// whatever the size of the units and the number of samples.
struct RidgeProbe {
  /// The penalties to choose from.
  static let penalties = (-6...6).map { Double.pow(10, Double($0)) }
  /// How many parts the training set is divided into for the choice.
  static let folds = 5

  private let unitMeans: [Double]
  private let labelMeans: [Double]
  /// The eigenvectors, as rows `[H × H]`.
  private let directions: Matrix<Double>
  private let powers: [Double]
  /// vᵀ XᵀY/N, `[H × K]`.
  private let loadings: Matrix<Double>

  /// Takes units `[N × H]` and their classes; `nil` where all units are constant, or not finite.
  init?(_ units: Matrix<Double>, _ classes: [Int32], count: Int) {
    let centered = Matrix<Double>(rows: units.rows, columns: units.columns)
    assign(units, to: centered)
    unitMeans = columnMeans(units)
    subtract(unitMeans, fromEachRowOf: centered)
    let labels = Matrix<Double>(rows: units.rows, columns: count)
    for (row, own) in classes.enumerated() { labels[row, Int(own)] = 1 }
    labelMeans = columnMeans(labels)
    subtract(labelMeans, fromEachRowOf: labels)

    // The singular values of what is symmetric and has no negative eigenvalue are its eigenvalues.
    let decomposition = SingularValueDecomposition<Double>(
      rows: units.columns, columns: units.columns)
    multiply(centered, .transposed, by: centered, into: decomposition.matrix)
    scale(decomposition.matrix, by: 1 / Double(units.rows))
    guard decomposition.decompose() else { return nil }
    directions = decomposition.right
    powers = decomposition.values.elements
    guard let largest = powers.first, largest > 0 else { return nil }

    let products = Matrix<Double>(rows: units.columns, columns: count)
    multiply(centered, .transposed, by: labels, into: products)
    scale(products, by: 1 / Double(units.rows))
    loadings = Matrix(rows: units.columns, columns: count)
    multiply(directions, by: products, into: loadings)
  }

  /// What units `[N × H]` say of each class, `[N × K]`, for each of some penalties.
  func scores(of units: Matrix<Double>, penalties: [Double]) -> [Matrix<Double>] {
    let centered = Matrix<Double>(rows: units.rows, columns: units.columns)
    assign(units, to: centered)
    subtract(unitMeans, fromEachRowOf: centered)
    let components = Matrix<Double>(rows: units.rows, columns: units.columns)
    multiply(centered, by: directions, .transposed, into: components)
    let mean = powers.reduce(0, +) / Double(powers.count)
    let weights = Matrix<Double>(rows: loadings.rows, columns: loadings.columns)
    return penalties.map { penalty in
      assign(loadings, to: weights)
      for (row, power) in powers.enumerated() {
        scale(weights.rows(row..<row + 1), by: 1 / (power + penalty * mean))
      }
      let scores = Matrix<Double>(rows: units.rows, columns: weights.columns)
      multiply(components, by: weights, into: scores)
      subtract(labelMeans.map { -$0 }, fromEachRowOf: scores)
      return scores
    }
  }

  /// The penalty whose probes of all folds but one get most of the left out samples right, the
  /// largest of equals; `nil` where a fold has no probe.
  ///
  /// - Parameters:
  ///   - units: `[N × H]`.
  ///   - classes: `[N]`.
  ///   - count: the number of classes.
  ///   - generator: draws the folds.
  ///   - between: called after each fold.
  /// - Returns: one of ``penalties``.
  static func chosenPenalty(
    _ units: Matrix<Double>, _ classes: [Int32], count: Int, _ generator: inout Generator,
    between: () -> Void = {}
  ) -> Double? {
    guard units.rows >= folds else { return nil }
    let order = generator.shuffled(units.rows)
    func part(_ positions: [Int]) -> (units: Matrix<Double>, classes: [Int32]) {
      let rows = Matrix<Double>(rows: positions.count, columns: units.columns)
      copyRows(of: units, at: positions[...], into: rows)
      return (rows, positions.map { classes[$0] })
    }
    var correct = penalties.map { _ in 0 }
    for fold in 0..<folds {
      let range = order.count * fold / folds..<order.count * (fold + 1) / folds
      let fitted = part(Array(order[..<range.lowerBound]) + order[range.upperBound...])
      let left = part(Array(order[range]))
      guard let probe = RidgeProbe(fitted.units, fitted.classes, count: count) else { return nil }
      for (index, scores) in probe.scores(of: left.units, penalties: penalties).enumerated() {
        correct[index] += correctCount(scores, left.classes)
      }
      between()
    }
    return correct.lastIndex(of: correct.max() ?? 0).map { penalties[$0] }
  }
}
