internal import RealModule

/// A correlation coefficient, possibly with other variables held fixed.
public struct Correlation: Hashable, Sendable {
  /// r.
  public let value: Double
  /// How many observations there are.
  public let count: Int
  /// How many variables are held fixed.
  let fixed: Int

  /// Pearson's correlation of the residuals of two variables on the fixed ones.
  ///
  /// - Returns: `nil` if one of the two does not vary beyond the fixed ones.
  public init?(_ x: [Double], _ y: [Double], given columns: [[Double]] = []) {
    func residuals(_ values: [Double]) -> [Double]? {
      // A column that does not vary fixes nothing.
      let varying = columns.filter { ScaledColumn($0).scale > 0 }
      guard let fit = LeastSquares(varying, values) else { return nil }
      return values.indices.map { index in
        values[index]
          - zip(fit.coefficients.dropFirst(), varying).reduce(fit.coefficients[0]) {
            $0 + $1.0 * $1.1[index]
          }
      }
    }
    guard x.count == y.count, let a = residuals(x), let b = residuals(y) else { return nil }
    func sum(_ p: [Double], _ q: [Double]) -> Double { zip(p, q).reduce(0) { $0 + $1.0 * $1.1 } }
    let (aa, bb) = (sum(a, a), sum(b, b))
    guard aa > 1e-24 * sum(x, x), bb > 1e-24 * sum(y, y) else { return nil }
    value = max(-1, min(1, sum(a, b) / (aa * bb).squareRoot()))
    count = x.count
    fixed = columns.count
  }

  /// The correlation within groups: of deviations from the groups' means.
  public init?(_ x: [Double], _ y: [Double], within groups: [Int]) {
    var members: [Int: [Int]] = [:]
    for (index, group) in groups.enumerated() { members[group, default: []].append(index) }
    var (a, b) = (x, y)
    for indices in members.values {
      let n = Double(indices.count)
      let (meanX, meanY) = (
        indices.reduce(0) { $0 + x[$1] } / n, indices.reduce(0) { $0 + y[$1] } / n
      )
      for index in indices {
        a[index] -= meanX
        b[index] -= meanY
      }
    }
    guard let plain = Correlation(a, b) else { return nil }
    value = plain.value
    count = plain.count
    fixed = members.count - 1
  }

  /// The 95 % interval `tanh(artanh r ± z/√(n − 3 − fixed))` (Fisher 1924); `nil` below five
  /// observations beyond the fixed variables.
  public var interval: Interval? {
    let freedom = count - 3 - fixed
    guard freedom > 1, value.magnitude < 1 else { return nil }
    let reach = NormalDistribution.twoSided95 / Double(freedom).squareRoot()
    let center = Double.atanh(value)
    return Interval(low: .tanh(center - reach), high: .tanh(center + reach))
  }
}
