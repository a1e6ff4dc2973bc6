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
  static let penalties = (-5...3).map { Double.pow(10, Double($0)) }

  private let unitMeans: [Double]
  private let labelMeans: [Double]
  /// The eigenvectors, as rows `[H × H]`.
  private let directions: Matrix<Double>
  private let powers: [Double]
  private let meanPower: Double
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
    meanPower = powers.reduce(0, +) / Double(powers.count)

    let products = Matrix<Double>(rows: units.columns, columns: count)
    multiply(centered, .transposed, by: labels, into: products)
    scale(products, by: 1 / Double(units.rows))
    loadings = Matrix(rows: units.columns, columns: count)
    multiply(directions, by: products, into: loadings)
  }

  /// What units `[N × H]` say of each class, `[N × K]`, under a penalty.
  func scores(of units: Matrix<Double>, penalty: Double) -> Matrix<Double> {
    scores(ofComponents: components(of: units), penalty: penalty)
  }

  /// The penalty whose probes get most training samples right that they were not fitted to, the
  /// largest of equals.
  ///
  /// - Parameters:
  ///   - units: those this one was fitted to, `[N × H]`.
  ///   - classes: theirs, `[N]`.
  ///   - between: called after each penalty.
  /// - Returns: one of ``penalties``.
  func bestPenalty(
    of units: Matrix<Double>, _ classes: [Int32], between: () -> Void = {}
  ) -> Double {
    let components = components(of: units)
    var best = (correct: -1, penalty: Double.nan)
    for penalty in Self.penalties {
      let correct = correctCount(
        scores(leavingOutEachOf: components, classes, penalty: penalty), classes)
      if correct >= best.correct { best = (correct, penalty) }
      between()
    }
    return best.penalty
  }

  /// What probes say of the training sample that each of them was not fitted to, `[N × K]`.
  ///
  /// With the leverage `h_i = 1/N + Σ_j (x_i·v_j)² / (N (s_j + λ s̄))`, whose first term is the
  /// intercept's, that is `(score − h_i label) / (1 − h_i)` at sample i.
  func scores(
    leavingOutEachOf components: Matrix<Double>, _ classes: [Int32], penalty: Double
  ) -> Matrix<Double> {
    let scores = scores(ofComponents: components, penalty: penalty)
    let count = Double(components.rows)
    for (row, own) in classes.enumerated() {
      var leverage = 1 / count
      for (column, power) in powers.enumerated() {
        let component = components[row, column]
        leverage += component * component / (count * (power + penalty * meanPower))
      }
      scores[row, Int(own)] -= leverage
      scale(scores.rows(row..<row + 1), by: 1 / (1 - leverage))
    }
    return scores
  }

  /// The centered units along the eigenvectors, `[N × H]`.
  func components(of units: Matrix<Double>) -> Matrix<Double> {
    let centered = Matrix<Double>(rows: units.rows, columns: units.columns)
    assign(units, to: centered)
    subtract(unitMeans, fromEachRowOf: centered)
    let components = Matrix<Double>(rows: units.rows, columns: units.columns)
    multiply(centered, by: directions, .transposed, into: components)
    return components
  }

  private func scores(ofComponents components: Matrix<Double>, penalty: Double) -> Matrix<Double> {
    let weights = Matrix<Double>(rows: loadings.rows, columns: loadings.columns)
    assign(loadings, to: weights)
    for (row, power) in powers.enumerated() {
      scale(weights.rows(row..<row + 1), by: 1 / (power + penalty * meanPower))
    }
    let scores = Matrix<Double>(rows: components.rows, columns: weights.columns)
    multiply(components, by: weights, into: scores)
    subtract(labelMeans.map { -$0 }, fromEachRowOf: scores)
    return scores
  }
}
