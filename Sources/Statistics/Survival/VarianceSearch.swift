internal import RealModule

/// The search for the two variances of a model of clusters.
///
/// Newton's method on `ln σ` and `ln τ`, with derivatives by central differences: the adjusted likelihood is
/// smooth, and each of its values costs a maximum over the slopes.
struct VarianceSearch {
  private let design: ClusterDesign
  private var warm: ClusterDesign.Solution
  /// The logarithm of the least σ.
  private let floor: Double

  /// A point of the search.
  struct Point {
    let scale: Double
    let deviation: Double
    let solution: ClusterDesign.Solution
    /// The adjusted likelihood.
    var value: Double { solution.value - 0.5 * solution.logDeterminant }
  }

  /// The distance of the differences.
  private static let distance = 0.02

  init(_ design: ClusterDesign, start: ClusterDesign.Solution, floor: Double) {
    self.design = design
    warm = start
    self.floor = Double.log(floor)
  }

  /// The best σ and τ, and whether no τ at all is better than some.
  mutating func maximum(from noise: Double, deviates: Bool) -> Point? {
    let start = Double.log(noise)
    guard let none = climb(from: [start]), deviates else { return climb(from: [start]) }
    // Of deviations by powers of two beside the noise the best.
    let tried = (-3...2).compactMap { power -> Point? in
      point([start, start + Double(power) * Double.log(2)])
    }
    guard let first = tried.max(by: { $0.value < $1.value }) else { return none }
    let best = climb(from: [Double.log(first.scale), Double.log(first.deviation)])
    guard let best, best.deviation > Self.least * best.scale, best.value > none.value else {
      return none
    }
    return best
  }

  /// A deviation so far below the noise is none.
  private static let least = 1e-3

  private mutating func point(_ x: [Double]) -> Point? {
    point(scale: Double.exp(x[0]), deviation: x.count > 1 ? Double.exp(x[1]) : 0)
  }

  /// The best constants and slopes for given variances.
  mutating func point(scale: Double, deviation: Double) -> Point? {
    guard let solution = design.maximum(from: warm, scale: scale, deviation: deviation) else {
      return nil
    }
    warm = solution
    return Point(scale: scale, deviation: deviation, solution: solution)
  }

  /// Newton's method in one or two logarithms.
  private mutating func climb(from start: [Double]) -> Point? {
    var x = start
    x[0] = max(x[0], floor)
    guard var best = point(x) else { return nil }
    let h = Self.distance
    for _ in 0..<25 {
      var gradient = x
      var curvature = x
      var ends: [(Double, Double)] = []
      for i in x.indices {
        var (low, high) = (x, x)
        low[i] -= h
        high[i] += h
        guard let atHigh = point(high)?.value, let atLow = point(low)?.value else { return best }
        ends.append((atLow, atHigh))
        gradient[i] = (atHigh - atLow) / (2 * h)
        curvature[i] = -(atHigh - 2 * best.value + atLow) / (h * h)
      }
      // At its floor σ goes no further down.
      if x[0] <= floor, gradient[0] < 0 { (gradient[0], curvature[0]) = (0, 1) }
      var step = zip(gradient, curvature).map { $1 > 1e-3 ? $0 / $1 : $0.sign == .minus ? -1 : 1 }
      if x.count == 2, gradient[0] != 0, let both = point([x[0] + h, x[1] + h])?.value {
        let cross = -(both - ends[0].1 - ends[1].1 + best.value) / (h * h)
        if let factor = CholeskyFactor([[curvature[0], cross], [cross, curvature[1]]]) {
          step = factor.solve(gradient)
        }
      }
      let largest = step.reduce(0) { max($0, $1.magnitude) }
      if largest > 1 { step = step.map { $0 / largest } }
      let gain = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      if gain < 1e-6 { break }
      var moved: Point?
      var length = 1.0
      var next = x
      while length > 1e-2 {
        next = zip(x, step).map { $0 + length * $1 }
        next[0] = max(next[0], floor)
        moved = point(next)
        if let moved, moved.value > best.value { break }
        length /= 2
      }
      guard let moved, moved.value > best.value else { break }
      let gained = moved.value - best.value
      (x, best) = (next, moved)
      // Towards no deviation at all the likelihood is level.
      if gained < 1e-6 || (x.count == 2 && x[1] - x[0] < Double.log(Self.least)) { break }
    }
    return best
  }
}
