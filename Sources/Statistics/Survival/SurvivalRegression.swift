internal import RealModule

/// An accelerated failure time model, fitted to times of which some are censored.
/// ```
/// ln T = xᵀβ + σ ε        ε normal, or of a smallest value (Weibull)
/// ln L = Σ events (ln f(z) − ln σ − ln T) + Σ censored ln S(z)        z = (ln T − xᵀβ)/σ
///        + Σ intervals ln (S(z of the lower end) − S(z of the upper end))
/// ```
/// (Lawless 2003, §6.3; Kalbfleisch & Prentice 2002, §3.6). The likelihood is maximized by Newton's
/// method in `β` and `ln σ`, with step halving; standard errors come from the observed information.
/// A coefficient of a logarithm is an exponent.
public struct SurvivalRegression: Hashable, Sendable {
  /// The noise.
  let family: SurvivalFamily
  /// A coefficient for each column.
  public let coefficients: [Double]
  /// `ln σ`.
  public let logScale: Double
  /// The standard errors of the coefficients, then of `ln σ`.
  public let errors: [Double]
  /// `ln L` of the times themselves, not of their logarithms.
  public let logLikelihood: Double
  /// How many times there are.
  public let count: Int
  /// How many of them have an upper end, and are not censored.
  public let events: Int

  /// AICc.
  public var criterion: Double? {
    correctedAkaike(
      logLikelihood: logLikelihood, parameters: coefficients.count + 1, count: count)
  }

  /// The 95 % interval of a coefficient, `β ± t s`.
  ///
  /// Student's t with as many degrees of freedom as there are events less parameters: with few
  /// events `σ` is estimated too small, and the normal quantile covers too rarely. It is `nil`
  /// without degrees of freedom.
  public func interval(_ index: Int) -> Interval? {
    let freedom = events - errors.count
    guard freedom > 0 else { return nil }
    let reach = StudentT(degreesOfFreedom: freedom).quantile(0.975) * errors[index]
    return Interval(low: coefficients[index] - reach, high: coefficients[index] + reach)
  }

  /// The two-sided p-value of a coefficient's being the given number, by Student's t with the degrees
  /// of freedom of ``interval(_:)``; `nil` without them.
  public func pValue(_ index: Int, hypothesis: Double) -> Double? {
    let freedom = events - errors.count
    guard freedom > 0, errors[index] > 0 else { return nil }
    let t = abs(coefficients[index] - hypothesis) / errors[index]
    return 1 - StudentT(degreesOfFreedom: freedom).centralProbability(t)
  }

  /// Fits positive times to rows of predictors, the first of which is 1 where there is an intercept.
  ///
  /// - Returns: `nil` if there are fewer events than parameters, the columns are linearly dependent
  ///   over the events, or the likelihood has no maximum.
  public init?(_ family: SurvivalFamily, rows: [[Double]], times: [SurvivalTime]) {
    guard times.allSatisfy({ $0.time > 0 && $0.time.isFinite }) else { return nil }
    self.init(family, rows: rows, intervals: times.map { IntervalTime($0) })
  }

  /// Fits times that lie in intervals.
  public init?(_ family: SurvivalFamily, rows: [[Double]], intervals times: [IntervalTime]) {
    if !rows.isEmpty, rows.allSatisfy({ $0.first == 1 }) {
      self.init(
        family, groups: Array(repeating: 0, count: rows.count), of: 1,
        rows: rows.map { Array($0.dropFirst()) }, intervals: times)
    } else {
      self.init(family, groups: [], of: 0, rows: rows, intervals: times)
    }
  }

  /// Fits times that lie in intervals, with a constant for each group; `nil` as above, or if a group has no
  /// time.
  ///
  /// - Parameters:
  ///   - family: the noise.
  ///   - groups: the group of each time, from 0; none if there are no groups.
  ///   - groupCount: how many groups there are. Their constants are the first coefficients.
  ///   - rows: the predictors of each time.
  ///   - times: the times.
  public init?(
    _ family: SurvivalFamily, groups: [Int], of groupCount: Int, rows: [[Double]],
    intervals times: [IntervalTime]
  ) {
    precondition(rows.count == times.count, "\(rows.count) rows for \(times.count) times")
    let width = rows.first?.count ?? 0
    events = times.count { $0.isEvent }
    guard groupCount + width > 0, events > groupCount + width,
      times.allSatisfy({ !$0.isUnknown && $0.lower.isFinite })
    else { return nil }
    // Where there are constants to take up the means.
    let columns = (0..<width).map { index -> ScaledColumn? in
      guard groupCount > 0 else { return nil }
      let column = ScaledColumn(rows.map { $0[index] })
      return column.scale > 0 ? column : nil
    }
    let likelihood = SurvivalLikelihood(
      family: family, groups: groups, groupCount: groupCount,
      rows: rows.map { row in
        zip(row, columns).map { value, column in
          column.map { (value - $0.mean) / $0.scale } ?? value
        }
      },
      logTimes: times.map { $0.logarithms(less: 0) })
    guard let start = likelihood.start, let (theta, last) = likelihood.maximum(from: start),
      let inverse = last.information.reduced().flatMap(CholeskyFactor.init)?.inverse
    else { return nil }
    self.family = family
    count = times.count
    logScale = theta[groupCount + width]
    let scales = columns.map { $0?.scale ?? 1 }
    // What a constant of scaled predictors owes to their means.
    let shift = zip(columns, scales).map { column, scale in -(column?.mean ?? 0) / scale }
    let slopes = zip(theta.dropFirst(groupCount), scales).map { $0 / $1 }
    let taken = zip(theta.dropFirst(groupCount), shift).reduce(0) { $0 + $1.0 * $1.1 }
    coefficients = theta.prefix(groupCount).map { $0 + taken } + slopes
    errors =
      (0..<groupCount).map { group in
        last.information.variance(ofGroup: group, plus: shift + [0], inverse: inverse).squareRoot()
      } + zip(inverse.indices, scales + [1]).map { inverse[$0][$0].squareRoot() / $1 }
    guard errors.allSatisfy({ $0.isFinite }) else { return nil }
    logLikelihood =
      last.value - likelihood.logTimes.reduce(0) { $0 + ($1.low == $1.high ? $1.low : 0) }
  }
}
