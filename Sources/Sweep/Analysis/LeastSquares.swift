import Foundation

/// Least squares of a response on an intercept and several predictors.
///
/// The normal equations of centered and scaled columns are solved by Cholesky; standard errors are
/// the usual `√(s² (XᵀX)⁻¹ᵢᵢ)` with `s² = RSS/(n − k)`.
struct LeastSquares: Hashable, Sendable {
  /// The intercept, then a coefficient for each column.
  let coefficients: [Double]
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
  init?(_ columns: [[Double]], _ response: [Double]) {
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

/// A column less its mean, in units of its standard deviation.
struct ScaledColumn: Sendable {
  /// The mean.
  let mean: Double
  /// The standard deviation; 0 if the column is constant up to rounding.
  let scale: Double
  /// The scaled values.
  let values: [Double]

  /// Scales a column.
  init(_ column: [Double]) {
    let n = Double(max(1, column.count))
    let center = column.reduce(0, +) / n
    let square = column.reduce(0) { $0 + ($1 - center) * ($1 - center) } / n
    let largest = column.reduce(0) { max($0, $1.magnitude) }
    mean = center
    scale = square.squareRoot() > 1e-12 * largest ? square.squareRoot() : 0
    let unit = scale > 0 ? scale : 1
    values = column.map { ($0 - center) / unit }
  }
}

/// Akaike's information criterion, corrected for few observations (Hurvich & Tsai 1989).
/// ```
/// AICc = −2 ln L + 2k + 2k(k + 1)/(n − k − 1)
/// ```
/// Smaller is better; differences count. It is `nil` where n is no larger than k + 1.
func correctedAkaike(logLikelihood: Double, parameters k: Int, count n: Int) -> Double? {
  guard n > k + 1 else { return nil }
  return -2 * logLikelihood + 2 * Double(k) + 2 * Double(k * (k + 1)) / Double(n - k - 1)
}

/// AICc of normal residuals, up to a constant that all fits of the same observations share.
func correctedAkaike(residualSquares: Double, parameters: Int, count: Int) -> Double? {
  guard residualSquares > 0 else { return nil }
  return correctedAkaike(
    logLikelihood: -0.5 * Double(count) * log(residualSquares / Double(count)),
    parameters: parameters, count: count)
}
