/// The log-rank test: whether groups of subjects have one curve of survival (Mantel 1966; for several
/// groups Peto & Peto 1972).
///
/// At every time with `d` events among `r` subjects at risk, `rⱼ` of them in group `j`, a group
/// expects `d rⱼ/r` events. With `O − E` summed over all times and the hypergeometric covariance
/// ```
/// Vⱼₖ = Σ (r − d) d / (r − 1) · rⱼ/r (δⱼₖ − rₖ/r)
/// ```
/// `χ² = (O − E)ᵀ V⁻¹ (O − E)` has one degree of freedom less than there are groups.
public struct LogRank: Hashable, Sendable {
  /// χ².
  public let statistic: Double
  /// The groups less 1.
  let degreesOfFreedom: Int
  /// The probability of at least this χ² if the curves are one.
  public let pValue: Double
  /// Events of each group less those expected: below 0 where a group is slower than the others.
  public let excess: [Double]

  /// Compares groups; `nil` if there are fewer than two with a subject, or no event tells them apart.
  public init?(_ groups: [[SurvivalTime]]) {
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
