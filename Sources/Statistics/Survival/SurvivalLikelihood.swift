internal import RealModule

/// The likelihood of an accelerated failure time model, of scaled predictors.
///
/// Parameters are the constants of groups, if it has groups, the coefficients of the rows, and `ln σ`.
struct SurvivalLikelihood {
  let family: SurvivalFamily
  /// The group of each time; all 0 and of no meaning without groups.
  let groups: [Int]
  let groupCount: Int
  let rows: [[Double]]
  /// The logarithms of both ends of each time.
  let logTimes: [(low: Double, high: Double)]

  /// Where the parameters of a group, of the rows, and `ln σ` are among all.
  private var width: Int { rows.first?.count ?? 0 }

  /// `ln L` of the logarithms, its gradient, and the observed information.
  struct Evaluation {
    var value = 0.0
    var groupGradient: [Double]
    var gradient: [Double]
    var information: ArrowMatrix

    /// One step of Newton's method, and twice what it gains; `nil` where the information is not positive
    /// definite.
    func step(ridge: Double) -> (direction: [Double], gain: Double)? {
      let raised = ridge > 0 ? information.raised(by: ridge) : information
      guard let factor = raised.reduced().flatMap(CholeskyFactor.init) else { return nil }
      let (constants, shared) = raised.solve(groupGradient, gradient, factor: factor)
      let gain =
        zip(constants, groupGradient).reduce(0) { $0 + $1.0 * $1.1 }
        + zip(shared, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      return (constants + shared, gain)
    }
  }

  /// Least squares, as if every time had been observed: in the middle of its interval, or at the one
  /// end that is known.
  var start: [Double]? {
    var moments = ArrowMatrix(groups: groupCount, width: width)
    var (groupRight, right) = (
      [Double](repeating: 0, count: groupCount), [Double](repeating: 0, count: width)
    )
    let middles = logTimes.map { low, high in
      low.isFinite && high.isFinite ? (low + high) / 2 : low.isFinite ? low : high
    }
    for (index, y) in middles.enumerated() {
      moments.add(1, row: rows[index], group: groupCount > 0 ? groups[index] : nil)
      if groupCount > 0 { groupRight[groups[index]] += y }
      for (i, value) in rows[index].enumerated() { right[i] += value * y }
    }
    guard let factor = moments.reduced().flatMap(CholeskyFactor.init) else { return nil }
    let (constants, slopes) = moments.solve(groupRight, right, factor: factor)
    let theta = constants + slopes
    let squares = middles.indices.reduce(0.0) { sum, index in
      let residual = middles[index] - location(index, theta)
      return sum + residual * residual
    }
    let scale = (squares / Double(rows.count)).squareRoot()
    return theta + [Double.log(max(scale, 1e-8))]
  }

  private func location(_ index: Int, _ theta: [Double]) -> Double {
    var mean = groupCount > 0 ? theta[groups[index]] : 0
    for (i, value) in rows[index].enumerated() { mean += value * theta[groupCount + i] }
    return mean
  }

  /// `ln L` and its derivatives at a point.
  func evaluate(_ theta: [Double]) -> Evaluation {
    let width = width
    let scale = Double.exp(theta[groupCount + width])
    var result = Evaluation(
      groupGradient: Array(repeating: 0, count: groupCount),
      gradient: Array(repeating: 0, count: width + 1),
      information: ArrowMatrix(groups: groupCount, width: width + 1))
    for index in rows.indices {
      let (low, high) = logTimes[index]
      let terms = family.terms(
        low: low, high: high, location: location(index, theta), scale: scale)
      result.value += terms.value
      result.information.add(
        -terms.mm, row: rows[index], group: groupCount > 0 ? groups[index] : nil)
      let start: Int?
      if groupCount > 0 {
        result.groupGradient[groups[index]] += terms.m
        start = groups[index] * (width + 1)
      } else {
        start = nil
      }
      if let start { result.information.edge[start + width] -= terms.ms }
      for (i, own) in rows[index].enumerated() {
        result.gradient[i] += terms.m * own
        result.information.block[width * (width + 1) + i] -= terms.ms * own
        result.information.block[i * (width + 1) + width] -= terms.ms * own
      }
      result.gradient[width] += terms.s
      result.information.block[width * (width + 1) + width] -= terms.ss
    }
    return result
  }

  /// Newton's method; where the information is not positive definite, its diagonal is raised.
  func maximum(from start: [Double]) -> (theta: [Double], at: Evaluation)? {
    var theta = start
    var current = evaluate(theta)
    for _ in 0..<200 {
      var ridge = 0.0
      var step: (direction: [Double], gain: Double)?
      while step == nil, ridge < 1e6 {
        step = current.step(ridge: ridge)
        ridge = max(1e-3, 10 * ridge)
      }
      guard let step else { return nil }
      // Half of the gain is what the step promises. So near the maximum the next would be lost in rounding.
      if ridge <= 1e-3, step.gain < 1e-7 {
        theta = zip(theta, step.direction).map { $0 + $1 }
        current = evaluate(theta)
        break
      }
      var length = 1.0
      var next = current
      var moved = theta
      repeat {
        moved = zip(theta, step.direction).map { $0 + length * $1 }
        next = evaluate(moved)
        length /= 2
      } while !(next.value >= current.value) && length > 1e-12
      guard next.value >= current.value else { break }
      (theta, current) = (moved, next)
    }
    // A scale that runs to 0 is a perfect fit, and no maximum.
    guard theta[theta.count - 1] > -15, let left = current.step(ridge: 0), left.gain < 1e-8 else {
      return nil
    }
    return (theta, current)
  }
}
