/// Least squares of a response on an intercept and several predictors.
///
/// The normal equations of centered and scaled columns are solved by Cholesky; standard errors are
/// the usual `√(s² (XᵀX)⁻¹ᵢᵢ)` with `s² = RSS/(n − k)`.
public struct LeastSquares: Hashable, Sendable {
  /// The intercept, then a coefficient for each column.
  public let coefficients: [Double]
  /// Their standard errors; `nil` without degrees of freedom.
  let errors: [Double]?
  /// The sum of squared residuals.
  let residualSquares: Double
  /// How many observations there are.
  let count: Int
  /// R²; `nil` if the response does not vary.
  let rSquared: Double?

  /// Fits a response.
  ///
  /// - Returns: `nil` if the columns are linearly dependent, or there are too few observations.
  public init?(_ columns: [[Double]], _ response: [Double]) {
    let n = response.count
    guard n > columns.count, columns.allSatisfy({ $0.count == n }) else { return nil }
    let scaled = columns.map(ScaledColumn.init)
    guard scaled.allSatisfy({ $0.scale > 0 }) else { return nil }
    let mean = response.reduce(0, +) / Double(n)
    let centered = response.map { $0 - mean }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

    let moments = scaled.map { a in scaled.map { b in dot(a.values, b.values) } }
    guard let factor = CholeskyFactor(moments) else { return nil }
    let slopes = factor.solve(scaled.map { dot($0.values, centered) })
    var residuals = centered
    for (column, slope) in zip(scaled, slopes) {
      for index in residuals.indices { residuals[index] -= slope * column.values[index] }
    }
    residualSquares = dot(residuals, residuals)
    count = n
    let total = dot(centered, centered)
    rSquared = total > 0 ? 1 - residualSquares / total : nil
    let raw = zip(slopes, scaled).map { $0 / $1.scale }
    coefficients = [mean - zip(raw, scaled).reduce(0) { $0 + $1.0 * $1.1.mean }] + raw

    let freedom = n - columns.count - 1
    guard freedom > 0 else {
      errors = nil
      return
    }
    let variance = residualSquares / Double(freedom)
    let inverse = factor.inverse
    let shift = scaled.map { $0.mean / $0.scale }
    var intercept = 1 / Double(n)
    for i in shift.indices {
      for j in shift.indices { intercept += shift[i] * inverse[i][j] * shift[j] }
    }
    errors =
      [(variance * intercept).squareRoot()]
      + scaled.indices.map { (variance * inverse[$0][$0]).squareRoot() / scaled[$0].scale }
  }
}
