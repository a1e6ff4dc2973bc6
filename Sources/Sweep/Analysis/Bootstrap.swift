import Engine

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
    var stream = Generator(seed: seed, stream: "bootstrap")
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
