internal import RealModule

/// The likelihood of an accelerated failure time model, of scaled predictors.
struct SurvivalLikelihood {
  let family: SurvivalFamily
  let rows: [[Double]]
  /// What is not 0 of each row: of many indicators of groups hardly anything.
  private let entries: [[(column: Int, value: Double)]]
  /// The logarithms of both ends of each time.
  let logTimes: [(low: Double, high: Double)]

  init(family: SurvivalFamily, rows: [[Double]], logTimes: [(low: Double, high: Double)]) {
    self.family = family
    self.rows = rows
    self.logTimes = logTimes
    entries = rows.map { row in
      row.indices.filter { row[$0] != 0 }.map { (column: $0, value: row[$0]) }
    }
  }

  /// Least squares, as if every time had been observed: in the middle of its interval, or at the one
  /// end that is known.
  var start: [Double]? {
    let width = rows[0].count
    var moments = [[Double]](repeating: [Double](repeating: 0, count: width), count: width)
    var right = [Double](repeating: 0, count: width)
    let middles = logTimes.map { low, high in
      low.isFinite && high.isFinite ? (low + high) / 2 : low.isFinite ? low : high
    }
    for (row, y) in zip(entries, middles) {
      for (i, value) in row {
        right[i] += value * y
        for (j, other) in row { moments[i][j] += value * other }
      }
    }
    guard let factor = CholeskyFactor(moments) else { return nil }
    let beta = factor.solve(right)
    let squares = zip(rows, middles).reduce(0.0) { sum, pair in
      let residual = pair.1 - zip(pair.0, beta).reduce(0) { $0 + $1.0 * $1.1 }
      return sum + residual * residual
    }
    let scale = (squares / Double(rows.count)).squareRoot()
    return beta + [Double.log(max(scale, 1e-8))]
  }

  /// `ln L` of the logarithms, its gradient, and the observed information.
  func evaluate(
    _ theta: [Double]
  ) -> (value: Double, gradient: [Double], information: [[Double]]) {
    let width = theta.count - 1
    let scale = Double.exp(theta[width])
    var value = 0.0
    var gradient = [Double](repeating: 0, count: width + 1)
    var information = [[Double]](repeating: gradient, count: width + 1)
    for (index, row) in entries.enumerated() {
      let mean = row.reduce(0) { $0 + $1.value * theta[$1.column] }
      let (low, high) = logTimes[index]
      let terms = family.terms(low: low, high: high, location: mean, scale: scale)
      value += terms.value
      for (i, own) in row {
        gradient[i] += terms.m * own
        for (j, other) in row where j <= i { information[i][j] -= terms.mm * own * other }
        information[width][i] -= terms.ms * own
      }
      gradient[width] += terms.s
      information[width][width] -= terms.ss
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
