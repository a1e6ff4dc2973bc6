import Foundation
import Statistics

/// Fits of a law with a critical value over many critical values, with the same variances.
///
/// What is not known of the critical value widens the intervals of exponents: they are those of the profile
/// likelihood,
/// ```
/// t²(α) = min over critical values of (2 (ln L − ln L(critical)) + (α − α̂(critical))²/s²(critical)) / φ
/// ```
/// with one degree of freedom less than a law whose critical value is given.
struct CriticalProfile: Sendable {
  /// One of the fits.
  struct Point: Sendable {
    let critical: Double
    let logLikelihood: Double
    let slopes: [Double]
    /// Standard errors without the dispersion of cells.
    let errors: [Double]

    init(_ model: ClusterRegression, critical: Double) {
      self.critical = critical
      logLikelihood = model.logLikelihood
      slopes = model.slopes
      errors = model.errors.map { $0 / model.dispersion.squareRoot() }
    }
  }

  private let points: [Point]
  private let best: Double
  private let dispersion: Double
  private let freedom: Int

  /// The profile around the best fit; `nil` without a degree of freedom.
  init?(_ points: [Point], around model: ClusterRegression) {
    guard model.freedom > 1, let best = points.map(\.logLikelihood).max() else { return nil }
    self.points = points
    self.best = best
    dispersion = model.dispersion
    freedom = model.freedom - 1
  }

  /// The interval of an exponent.
  func interval(_ index: Int, level: Double = 0.95) -> Interval {
    let most = limit(level)
    let ends = points.compactMap { point -> (Double, Double)? in
      let left = most - 2 * (best - point.logLikelihood)
      guard left >= 0 else { return nil }
      let reach = point.errors[index] * left.squareRoot()
      return (point.slopes[index] - reach, point.slopes[index] + reach)
    }
    return Interval(
      low: ends.map(\.0).min() ?? -.infinity, high: ends.map(\.1).max() ?? .infinity)
  }

  /// The interval of the critical value, between the values that were tried.
  func criticalInterval(level: Double = 0.95) -> Interval {
    let most = limit(level)
    let inside = points.filter { 2 * (best - $0.logLikelihood) <= most }.map(\.critical)
    return Interval(low: inside.min() ?? -.infinity, high: inside.max() ?? .infinity)
  }

  /// The two-sided p-value of an exponent's being the given number.
  func pValue(_ index: Int, hypothesis: Double) -> Double {
    let square = points.map { point -> Double in
      let distance = (hypothesis - point.slopes[index]) / point.errors[index]
      return 2 * (best - point.logLikelihood) + distance * distance
    }.min()
    guard let square, dispersion > 0 else { return 1 }
    return 1
      - StudentT(degreesOfFreedom: freedom).centralProbability((square / dispersion).squareRoot())
  }

  private func limit(_ level: Double) -> Double {
    let t = StudentT(degreesOfFreedom: freedom).quantile((1 + level) / 2)
    return t * t * dispersion
  }
}
