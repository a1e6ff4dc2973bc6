/// Percentile intervals from resampled trials (Efron & Tibshirani 1993, §13.3 and §8).
///
/// Trials are drawn with replacement within each cell, as many as it has, because the cells are
/// chosen and only the trials are random. Censored trials are drawn too: a resample differs in how
/// many it has to leave out, as another sweep would. The seed is a constant, so that the same
/// trials give the same interval.
struct Bootstrap: Sendable {
  /// How many times the trials are resampled.
  ///
  /// Enough for the ends of a 95 % interval (Efron & Tibshirani 1993, §14.2, ask for 1000).
  static let resamples = 2000
  /// The seed of the resamples.
  static let seed = 20_250_101
  /// The share of resamples that must give a number for there to be an interval.
  static let neededShare = 0.95

  /// The 95 % percentile interval of a statistic of the cells' trials.
  ///
  /// - Parameters:
  ///   - sizes: the number of trials of each cell.
  ///   - statistic: the statistic of a resample, given the indices drawn in each cell; `nil` where
  ///     it is undefined.
  /// - Returns: the interval between the 2.5th and the 97.5th percentile; `nil` if too many
  ///   resamples leave the statistic undefined.
  static func interval(
    sizes: [Int], statistic: (_ drawn: [[Int]]) -> Double?
  ) -> Interval? {
    var stream = SplitMix64(seed: seed)
    var values: [Double] = []
    values.reserveCapacity(resamples)
    var drawn = sizes.map { [Int](repeating: 0, count: $0) }
    for _ in 0..<resamples {
      for cell in drawn.indices {
        for position in drawn[cell].indices {
          drawn[cell][position] = stream.integer(below: sizes[cell])
        }
      }
      if let value = statistic(drawn) { values.append(value) }
    }
    guard Double(values.count) >= neededShare * Double(resamples) else { return nil }
    values.sort()
    return Interval(low: quantile(values, 0.025), high: quantile(values, 0.975))
  }

  /// The quantile of sorted values, interpolated linearly: type 7 of Hyndman & Fan 1996.
  static func quantile(_ sorted: [Double], _ probability: Double) -> Double {
    precondition(!sorted.isEmpty, "no quantile of nothing")
    let position = probability * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}

/// A stream of random numbers for resampling (Steele, Lea & Flood 2014, Figure 14).
///
/// The standard library's distributions are not used: their results may change with its version.
struct SplitMix64: Sendable {
  private var state: UInt64

  /// The stream of a seed.
  init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  /// The next 64 random bits.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A uniform whole number in `0 ..< bound`; its bias, `bound`/2⁶⁴, is beyond notice.
  mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "no whole number lies in 0 ..< \(bound)")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A uniform number from 0 to below 1, in steps of 2⁻⁵³.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
