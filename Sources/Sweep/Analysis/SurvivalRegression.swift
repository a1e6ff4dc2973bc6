import Foundation

/// The distribution of the noise of an accelerated failure time model.
enum SurvivalFamily: String, Hashable, Sendable, CaseIterable {
  /// `ln T` is normal.
  case logNormal = "log-normal"
  /// `T` is Weibull: `ln T` has the noise of a smallest value.
  case weibull = "Weibull"

  /// `ln f(z)` of an event or `ln S(z)` of a censored time, with its first two derivatives.
  func terms(_ z: Double, isEvent: Bool) -> (value: Double, first: Double, second: Double) {
    switch (self, isEvent) {
    case (.logNormal, true): return (NormalDistribution.logDensity(z), -z, -1)
    case (.logNormal, false):
      let hazard = NormalDistribution.hazard(z)
      return (NormalDistribution.logSurvival(z), -hazard, -hazard * (hazard - z))
    case (.weibull, let isEvent):
      let power = exp(z)
      return isEvent ? (z - power, 1 - power, -power) : (-power, -power, -power)
    }
  }
}

/// An accelerated failure time model, fitted to times of which some are censored.
/// ```
/// ln T = xᵀβ + σ ε        ε normal, or of a smallest value (Weibull)
/// ln L = Σ events (ln f(z) − ln σ − ln T) + Σ censored ln S(z)        z = (ln T − xᵀβ)/σ
/// ```
/// (Lawless 2003, §6.3; Kalbfleisch & Prentice 2002, §3.6). The likelihood is maximized by Newton's
/// method in `β` and `ln σ`, with step halving; standard errors come from the observed information.
/// A coefficient of a logarithm is an exponent.
struct SurvivalRegression: Hashable, Sendable {
  /// The noise.
  let family: SurvivalFamily
  /// A coefficient for each column.
  let coefficients: [Double]
  /// `ln σ`.
  let logScale: Double
  /// The standard errors of the coefficients, then of `ln σ`.
  let errors: [Double]
  /// `ln L` of the times themselves, not of their logarithms.
  let logLikelihood: Double
  /// How many times there are.
  let count: Int
  /// How many of them were observed.
  let events: Int

  /// AICc.
  var criterion: Double? {
    correctedAkaike(
      logLikelihood: logLikelihood, parameters: coefficients.count + 1, count: count)
  }

  /// The 95 % interval of a coefficient, `β ± t s`.
  ///
  /// Student's t with as many degrees of freedom as there are events less parameters: with few
  /// events `σ` is estimated too small, and the normal quantile covers too rarely. It is `nil`
  /// without degrees of freedom.
  func interval(_ index: Int) -> Interval? {
    let freedom = events - errors.count
    guard freedom > 0 else { return nil }
    let reach = StudentT(degreesOfFreedom: freedom).quantile(0.975) * errors[index]
    return Interval(low: coefficients[index] - reach, high: coefficients[index] + reach)
  }

  /// Fits positive times to rows of predictors, the first of which is 1 where there is an intercept.
  ///
  /// - Returns: `nil` if there are fewer events than parameters, the columns are linearly dependent
  ///   over the events, or the likelihood has no maximum.
  init?(_ family: SurvivalFamily, rows: [[Double]], times: [SurvivalTime]) {
    precondition(rows.count == times.count, "\(rows.count) rows for \(times.count) times")
    let width = rows.first?.count ?? 0
    events = times.count { $0.isEvent }
    guard width > 0, events > width, times.allSatisfy({ $0.time > 0 && $0.time.isFinite }) else {
      return nil
    }
    let scaling = DesignScaling(rows)
    let design = Design(
      family: family, rows: rows.map(scaling.scaled), logTimes: times.map { log($0.time) },
      isEvent: times.map(\.isEvent))
    guard let start = design.start, let (theta, information) = design.maximum(from: start) else {
      return nil
    }
    self.family = family
    count = times.count
    coefficients = scaling.unscaled(Array(theta.dropLast()))
    logScale = theta[width]
    errors = scaling.errors(information.inverse)
    guard errors.allSatisfy({ $0.isFinite }) else { return nil }
    logLikelihood =
      design.evaluate(theta).value
      - zip(design.logTimes, design.isEvent).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
  }
}

/// Columns centered and scaled, where the first column of ones takes up the means.
private struct DesignScaling {
  let columns: [ScaledColumn?]
  let hasIntercept: Bool

  init(_ rows: [[Double]]) {
    let width = rows.first?.count ?? 0
    hasIntercept = rows.allSatisfy { $0.first == 1 }
    let centers = hasIntercept
    columns = (0..<width).map { index in
      guard centers, index > 0 else { return nil }
      let column = ScaledColumn(rows.map { $0[index] })
      return column.scale > 0 ? column : nil
    }
  }

  func scaled(_ row: [Double]) -> [Double] {
    zip(row, columns).map { value, column in
      column.map { (value - $0.mean) / $0.scale } ?? value
    }
  }

  /// The rows of the matrix that turns scaled coefficients into plain ones.
  private var matrix: [[Double]] {
    columns.indices.map { i in
      columns.indices.map { j in
        if i == j { return columns[i].map { 1 / $0.scale } ?? 1 }
        return i == 0 && hasIntercept ? columns[j].map { -$0.mean / $0.scale } ?? 0 : 0
      }
    }
  }

  func unscaled(_ coefficients: [Double]) -> [Double] {
    matrix.map { row in zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// Standard errors from the covariance of the scaled coefficients and `ln σ`.
  func errors(_ covariance: [[Double]]) -> [Double] {
    let plain = matrix.map { row -> Double in
      var variance = 0.0
      for i in row.indices where row[i] != 0 {
        for j in row.indices { variance += row[i] * covariance[i][j] * row[j] }
      }
      return variance.squareRoot()
    }
    return plain + [covariance[columns.count][columns.count].squareRoot()]
  }
}

/// The likelihood of scaled predictors.
private struct Design {
  let family: SurvivalFamily
  let rows: [[Double]]
  let logTimes: [Double]
  let isEvent: [Bool]

  /// Least squares, as if every time had been observed.
  var start: [Double]? {
    let width = rows[0].count
    var moments = [[Double]](repeating: [Double](repeating: 0, count: width), count: width)
    var right = [Double](repeating: 0, count: width)
    for (row, y) in zip(rows, logTimes) {
      for i in 0..<width {
        right[i] += row[i] * y
        for j in 0..<width { moments[i][j] += row[i] * row[j] }
      }
    }
    guard let factor = CholeskyFactor(moments) else { return nil }
    let beta = factor.solve(right)
    let squares = zip(rows, logTimes).reduce(0.0) { sum, pair in
      let residual = pair.1 - zip(pair.0, beta).reduce(0) { $0 + $1.0 * $1.1 }
      return sum + residual * residual
    }
    let scale = (squares / Double(rows.count)).squareRoot()
    return beta + [log(max(scale, 1e-8))]
  }

  /// `ln L` of the logarithms, its gradient, and the observed information.
  func evaluate(
    _ theta: [Double]
  ) -> (value: Double, gradient: [Double], information: [[Double]]) {
    let width = theta.count - 1
    let scale = exp(theta[width])
    var value = 0.0
    var gradient = [Double](repeating: 0, count: width + 1)
    var information = [[Double]](repeating: gradient, count: width + 1)
    for (index, row) in rows.enumerated() {
      var mean = 0.0
      for i in 0..<width { mean += row[i] * theta[i] }
      let z = (logTimes[index] - mean) / scale
      let (l, g, h) = family.terms(z, isEvent: isEvent[index])
      value += l - (isEvent[index] ? theta[width] : 0)
      for i in 0..<width {
        gradient[i] -= g * row[i] / scale
        for j in 0...i { information[i][j] -= h * row[i] * row[j] / (scale * scale) }
        information[width][i] -= row[i] / scale * (g + z * h)
      }
      gradient[width] -= g * z + (isEvent[index] ? 1 : 0)
      information[width][width] -= g * z + z * z * h
    }
    for i in 0...width {
      for j in 0..<i { information[j][i] = information[i][j] }
    }
    return (value, gradient, information)
  }

  /// Newton's method; where the information is not positive definite, its diagonal is raised.
  func maximum(from start: [Double]) -> (theta: [Double], information: CholeskyFactor)? {
    var theta = start
    var current = evaluate(theta)
    for _ in 0..<200 {
      var ridge = 0.0
      var direction: [Double]?
      while direction == nil, ridge < 1e6 {
        var raised = current.information
        for i in raised.indices { raised[i][i] += ridge * (1 + raised[i][i].magnitude) }
        direction = CholeskyFactor(raised)?.solve(current.gradient)
        ridge = max(1e-3, 10 * ridge)
      }
      guard let direction else { return nil }
      // Half the Newton decrement is what the next step would gain.
      let gain = zip(direction, current.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      if gain < 1e-16 * max(1, current.value.magnitude) { break }
      var length = 1.0
      var next = current
      var moved = theta
      repeat {
        moved = zip(theta, direction).map { $0 + length * $1 }
        next = evaluate(moved)
        length /= 2
      } while !(next.value >= current.value) && length > 1e-12
      guard next.value >= current.value else { break }
      (theta, current) = (moved, next)
    }
    // A scale that runs to 0 is a perfect fit, and no maximum.
    guard theta[theta.count - 1] > -15, let factor = CholeskyFactor(current.information) else {
      return nil
    }
    let left = factor.solve(current.gradient)
    let gain = zip(left, current.gradient).reduce(0) { $0 + $1.0 * $1.1 }
    return gain < 1e-8 ? (theta, factor) : nil
  }
}
