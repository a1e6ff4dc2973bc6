import Foundation
import Statistics

/// What would decide a claim that is still open.
///
/// From the variances of the fit: with se' the standard error of a larger sweep over the same range, a
/// claim that is true is found compatible with four chances in five if
/// ```
/// margin ≥ (t + 1.28) se'           se'² ∝ (τ² + σ²/n) / C
/// ```
struct Outlook: Hashable, Sendable {
  /// How many more cells would do; `nil` if more than ``most``.
  let cells: Int?
  /// How many more seeds in each cell would do; `nil` if none, because cells miss the law.
  let seeds: Int?

  /// More than this is not worth a number.
  static let most = 1000
  /// The quantile of .9: both ends of the margin leave one chance in ten.
  private static let ease = 1.2815515655446004

  /// Looks ahead from a fit; `error` is that of the exponent in question.
  init(_ fit: ClusterRegression, error: Double, margin: Double) {
    let size = Double(fit.count) / Double(fit.clusters)
    let used = fit.clusters - fit.freedom
    func suffices(_ error: Double, _ freedom: Int) -> Bool {
      margin >= (StudentT(degreesOfFreedom: freedom).quantile(0.975) + Self.ease) * error
    }
    func least(_ enough: (Int) -> Bool) -> Int? {
      guard enough(Self.most) else { return nil }
      var (low, high) = (0, Self.most)
      while high - low > 1 {
        let middle = (low + high) / 2
        if enough(middle) { high = middle } else { low = middle }
      }
      return high
    }
    cells = least { more in
      let all = fit.clusters + more
      return suffices(
        error * (Double(fit.clusters) / Double(all)).squareRoot(), max(1, all - used))
    }
    let (own, noise) = (fit.deviation * fit.deviation, fit.scale * fit.scale)
    seeds = least { more in
      let ratio = (own + noise / (size + Double(more))) / (own + noise / size)
      return suffices(error * ratio.squareRoot(), fit.freedom)
    }
  }
}
