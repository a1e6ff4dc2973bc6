import Foundation

/// The log-rank test: whether groups of trials have one curve of survival (Mantel 1966; for several
/// groups Peto & Peto 1972).
///
/// At every time with `d` events among `r` trials at risk, `rⱼ` of them in group `j`, a group
/// expects `d rⱼ/r` events. With `O − E` summed over all times and the hypergeometric covariance
/// ```
/// Vⱼₖ = Σ (r − d) d / (r − 1) · rⱼ/r (δⱼₖ − rₖ/r)
/// ```
/// `χ² = (O − E)ᵀ V⁻¹ (O − E)` has one degree of freedom less than there are groups.
struct LogRank: Hashable, Sendable {
  /// χ².
  let statistic: Double
  /// The groups less 1.
  let degreesOfFreedom: Int
  /// The probability of at least this χ² if the curves are one.
  let pValue: Double
  /// Events of each group less those expected: below 0 where a group is slower than the others.
  let excess: [Double]

  /// Compares groups; `nil` if there are fewer than two with a trial, or no event tells them apart.
  init?(_ groups: [[SurvivalTime]]) {
    let groups = groups.filter { !$0.isEmpty }
    guard groups.count > 1 else { return nil }
    let times = Set(groups.joined().filter(\.isEvent).map(\.time)).sorted()
    let size = groups.count
    var excess = [Double](repeating: 0, count: size)
    var covariance = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for time in times {
      let atRisk = groups.map { Double($0.count { $0.time >= time }) }
      let events = groups.map { Double($0.count { $0.isEvent && $0.time == time }) }
      let (r, d) = (atRisk.reduce(0, +), events.reduce(0, +))
      for j in 0..<size { excess[j] += events[j] - d * atRisk[j] / r }
      guard r > 1 else { continue }
      let scale = (r - d) * d / (r - 1)
      for j in 0..<size {
        for k in 0..<size {
          covariance[j][k] += scale * atRisk[j] / r * ((j == k ? 1 : 0) - atRisk[k] / r)
        }
      }
    }
    self.excess = excess
    // The excesses sum to 0, so one group says nothing that the others do not.
    let kept = size - 1
    guard
      let factor = CholeskyFactor(covariance.prefix(kept).map { Array($0.prefix(kept)) })
    else { return nil }
    let solved = factor.solve(Array(excess.prefix(kept)))
    statistic = max(0, zip(solved, excess).reduce(0) { $0 + $1.0 * $1.1 })
    degreesOfFreedom = kept
    pValue = ChiSquared.survival(statistic, degreesOfFreedom: kept)
  }
}

/// A family of tests, corrected so that the chance of any false finding is at most 5 %.
enum Holm {
  /// Corrected p-values in the order of the given ones (Holm 1979).
  ///
  /// The i-th smallest of m is multiplied by `m + 1 − i`, and none is smaller than one before it.
  static func corrected(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
    var result = pValues
    var largest = 0.0
    for (rank, index) in order.enumerated() {
      largest = max(largest, min(1, pValues[index] * Double(pValues.count - rank)))
      result[index] = largest
    }
    return result
  }
}

/// A share of trials.
struct Share: Hashable, Sendable {
  /// How many of them.
  let count: Int
  /// Of how many.
  let total: Int

  /// The share; `nil` of nothing.
  var value: Double? { total > 0 ? Double(count) / Double(total) : nil }

  /// The 95 % score interval (Wilson 1927), which is sound for few trials and for none or all.
  /// ```
  /// (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)
  /// ```
  var interval: Interval? {
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
