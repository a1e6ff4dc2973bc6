/// Percentile intervals from resampled observations (Efron & Tibshirani 1993, §13.3 and §8).
///
/// Observations are drawn with replacement within each group, as many as it has: the groups are
/// chosen, and only their members are random.
public enum Bootstrap {
  /// How many times the observations are resampled.
  ///
  /// Enough for the ends of a 95 % interval (Efron & Tibshirani 1993, §14.2, ask for 1000).
  public static let resamples = 2000
  /// The share of resamples that must give a number for there to be an interval.
  @usableFromInline static let neededShare = 0.95

  /// The 95 % percentile interval of a statistic of grouped observations.
  ///
  /// It is inlinable so that the draws are specialized to the caller's generator.
  ///
  /// - Parameters:
  ///   - sizes: the number of observations of each group.
  ///   - generator: what the draws are taken from: one word for each, hardly ever more.
  ///   - statistic: the statistic of a resample, given the indices drawn in each group; `nil` where
  ///     it is undefined.
  /// - Returns: the interval between the 2.5th and the 97.5th percentile; `nil` if too many
  ///   resamples leave the statistic undefined.
  @inlinable
  public static func interval(
    sizes: [Int], using generator: inout some RandomNumberGenerator,
    statistic: (_ drawn: [[Int]]) -> Double?
  ) -> Interval? {
    var values: [Double] = []
    values.reserveCapacity(resamples)
    var drawn = sizes.map { [Int](repeating: 0, count: $0) }
    for _ in 0..<resamples {
      for group in drawn.indices {
        for position in drawn[group].indices {
          drawn[group][position] = generator.integer(below: sizes[group])
        }
      }
      if let value = statistic(drawn) { values.append(value) }
    }
    guard Double(values.count) >= neededShare * Double(resamples) else { return nil }
    values.sort()
    return Interval(low: quantile(values, 0.025), high: quantile(values, 0.975))
  }
}

extension RandomNumberGenerator {
  /// A uniform whole number in `0 ..< bound`, without bias (Lemire 2019, arXiv:1805.10941).
  ///
  /// Not that of the standard library, whose results may change with its version.
  @inlinable
  mutating func integer(below bound: Int) -> Int {
    let bound = UInt64(bound)
    let unfair = (0 &- bound) % bound
    while true {
      let product = next().multipliedFullWidth(by: bound)
      if product.low >= unfair { return Int(product.high) }
    }
  }
}
