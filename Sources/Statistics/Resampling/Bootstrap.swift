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
    var drawn = sizes.map { [Int](repeating: 0, count: $0) }
    return intervals(count: 1, using: &generator) { generator in
      for group in drawn.indices {
        for position in drawn[group].indices {
          drawn[group][position] = generator.integer(below: sizes[group])
        }
      }
      return [statistic(drawn)]
    }[0]
  }

  /// The 95 % percentile intervals of several statistics of the same resamples.
  ///
  /// - Parameters:
  ///   - count: how many statistics there are.
  ///   - generator: what the draws are taken from.
  ///   - resample: draws once, and gives each statistic; `nil` where it is undefined.
  /// - Returns: an interval for each.
  @inlinable
  public static func intervals<Source: RandomNumberGenerator>(
    count: Int, using generator: inout Source, resample: (inout Source) -> [Double?]
  ) -> [Interval?] {
    var values = [[Double]](repeating: [], count: count)
    for _ in 0..<resamples {
      for (index, value) in resample(&generator).enumerated() {
        if let value { values[index].append(value) }
      }
    }
    return values.map { values in
      guard Double(values.count) >= neededShare * Double(resamples) else { return nil }
      let sorted = values.sorted()
      return Interval(low: quantile(sorted, 0.025), high: quantile(sorted, 0.975))
    }
  }

  /// Draws members of each group with replacement, as many as it has, and adds up their numbers.
  ///
  /// - Parameters:
  ///   - values: the numbers of each member, group after group.
  ///   - sizes: the number of members of each group.
  ///   - sums: the sums of each group.
  ///   - generator: what the draws are taken from.
  @inlinable
  public static func draw(
    _ values: [SIMD8<Double>], sizes: [Int], into sums: inout [SIMD8<Double>],
    using generator: inout some RandomNumberGenerator
  ) {
    var start = 0
    for (group, size) in sizes.enumerated() {
      var sum = SIMD8<Double>.zero
      for _ in 0..<size { sum += values[start + generator.integer(below: size)] }
      sums[group] = sum
      start += size
    }
  }
}

extension RandomNumberGenerator {
  /// A uniform whole number in `0 ..< bound`, without bias (Lemire 2019, arXiv:1805.10941).
  ///
  /// Not that of the standard library, whose results may change with its version.
  @inlinable
  public mutating func integer(below bound: Int) -> Int {
    let bound = UInt64(bound)
    while true {
      let product = next().multipliedFullWidth(by: bound)
      // The remainder is below the bound, and hardly ever needed.
      if product.low >= bound || product.low >= (0 &- bound) % bound { return Int(product.high) }
    }
  }
}
