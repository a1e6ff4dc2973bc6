/// A proportion: how many of how many.
public struct Proportion: Hashable, Sendable {
  /// How many have the property, from 0 to ``total``.
  public let count: Int
  /// Of how many.
  public let total: Int

  /// Counts.
  ///
  /// - Precondition: `0 <= count <= total`.
  public init(count: Int, total: Int) {
    precondition(0 <= count && count <= total, "\(count) of \(total)")
    self.count = count
    self.total = total
  }

  /// The proportion, from 0 to 1; `nil` of nothing.
  public var value: Double? { total > 0 ? Double(count) / Double(total) : nil }

  /// The 95 % score interval (Wilson 1927), which is sound for few cases and for none or all.
  /// ```
  /// (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)
  /// ```
  public var interval: Interval? {
    guard let p = value else { return nil }
    let (n, z) = (Double(total), NormalDistribution.twoSided95)
    let center = p + z * z / (2 * n)
    let reach = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    // With none or all, one end is exact, which rounding would hide.
    return Interval(
      low: count == 0 ? 0 : (center - reach) / scale,
      high: count == total ? 1 : (center + reach) / scale)
  }
}
