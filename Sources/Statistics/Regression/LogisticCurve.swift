internal import RealModule

/// A logistic curve through shares of trials at places of an axis, by maximum likelihood.
/// ```
/// p(x) = 1/(1 + exp(−slope (x − midpoint)))
/// ln L = Σ k ln p + (n − k) ln (1 − p)                  k of n trials at each place
/// ```
/// The interval of the midpoint has all places where `2 (ln L̂ − max over slopes of ln L)` is at most the 95 %
/// quantile of χ² with one degree of freedom; it may be open.
public struct LogisticCurve: Hashable, Sendable {
  /// Where half of the trials have the property.
  public let midpoint: Double
  /// How fast the log-odds change along the axis.
  public let slope: Double
  /// The 95 % interval of the midpoint.
  public let midpointInterval: Interval

  /// Fits shares at places.
  ///
  /// - Returns: `nil` where no curve is the likeliest: if the trials with the property and those without are on
  ///   two sides of a place (Albert & Anderson 1984), or the share does not change along the axis.
  public init?(_ shares: [(x: Double, share: Proportion)]) {
    let data = Data(shares)
    guard data.overlaps, let (midpoint, slope) = data.maximum() else { return nil }
    self.midpoint = midpoint
    self.slope = slope
    let best = data.likelihood(midpoint, slope)
    let z = NormalDistribution.twoSided95
    func isInside(_ place: Double) -> Bool {
      2 * (best - data.likelihood(place, data.slope(at: place))) <= z * z
    }
    midpointInterval = Interval(
      low: Self.edge(from: midpoint, step: -data.width, isInside),
      high: Self.edge(from: midpoint, step: data.width, isInside))
  }

  /// The share at a place.
  public func value(at x: Double) -> Double { 1 / (1 + .exp(-slope * (x - midpoint))) }

  /// The end of an interval around a place; infinite if it lies farther than 64 widths of the data away.
  private static func edge(
    from start: Double, step: Double, _ isInside: (Double) -> Bool
  ) -> Double {
    var (inner, outer) = (start, start + step / 8)
    while isInside(outer) {
      guard (outer - start).magnitude < 64 * step.magnitude else {
        return step < 0 ? -.infinity : .infinity
      }
      (inner, outer) = (outer, start + 2 * (outer - start))
    }
    // Each halving gives a bit; the places have 53.
    for _ in 0..<60 {
      let middle = (inner + outer) / 2
      if isInside(middle) { inner = middle } else { outer = middle }
    }
    return (inner + outer) / 2
  }
}

/// Counts at places.
private struct Data {
  let points: [(x: Double, hits: Double, count: Double)]

  init(_ shares: [(x: Double, share: Proportion)]) {
    points = shares.filter { $0.share.total > 0 }
      .map { ($0.x, Double($0.share.count), Double($0.share.total)) }
  }

  /// The distance of the outermost places.
  var width: Double {
    let places = points.map(\.x)
    return (places.max() ?? 0) - (places.min() ?? 0)
  }

  /// Whether hits and misses lie on both sides of each other.
  var overlaps: Bool {
    let hits = points.filter { $0.hits > 0 }.map(\.x)
    let misses = points.filter { $0.hits < $0.count }.map(\.x)
    guard let firstHit = hits.min(), let lastHit = hits.max(), let firstMiss = misses.min(),
      let lastMiss = misses.max()
    else { return false }
    return firstHit < lastMiss && firstMiss < lastHit
  }

  func likelihood(_ midpoint: Double, _ slope: Double) -> Double {
    points.reduce(0) { sum, point in
      let z = slope * (point.x - midpoint)
      // ln p = −ln(1 + e⁻ᶻ), and of the others −ln(1 + eᶻ), neither of which may overflow.
      let less = z > 0 ? Double.log(onePlus: .exp(-z)) : .log(onePlus: .exp(z)) - z
      return sum - point.hits * less - (point.count - point.hits) * (less + z)
    }
  }

  /// Newton's method in the log-odds `a + b (x − mean)/width`.
  func maximum() -> (midpoint: Double, slope: Double)? {
    let total = points.reduce(0) { $0 + $1.count }
    let mean = points.reduce(0) { $0 + $1.count * $1.x } / total
    let width = width
    guard width > 0 else { return nil }
    func value(_ a: Double, _ b: Double) -> Double {
      b == 0 ? -.infinity : likelihood(mean - a * width / b, b / width)
    }
    var (a, b) = (0.0, 0.0)
    for round in 0..<200 {
      var (ga, gb, aa, ab, bb) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for point in points {
        let x = (point.x - mean) / width
        let p = 1 / (1 + Double.exp(-(a + b * x)))
        let (error, weight) = (point.hits - point.count * p, point.count * p * (1 - p))
        ga += error
        gb += error * x
        aa += weight
        ab += weight * x
        bb += weight * x * x
      }
      let determinant = aa * bb - ab * ab
      guard determinant > 0 else { return nil }
      let (da, db) = ((bb * ga - ab * gb) / determinant, (aa * gb - ab * ga) / determinant)
      var share = 1.0
      while round > 0, share > 1e-10, value(a + share * da, b + share * db) < value(a, b) {
        share /= 2
      }
      a += share * da
      b += share * db
      if da.magnitude + db.magnitude < 1e-12 * (1 + a.magnitude + b.magnitude) { break }
    }
    // A slope that rounding alone tells from 0 has no midpoint.
    guard b.magnitude > 1e-9, a.isFinite, b.isFinite else { return nil }
    return (mean - a * width / b, b / width)
  }

  /// The likeliest slope for a given midpoint; the likelihood is concave in it.
  func slope(at midpoint: Double) -> Double {
    var slope = 0.0
    for _ in 0..<100 {
      var (gradient, curvature) = (0.0, 0.0)
      for point in points {
        let z = point.x - midpoint
        let p = 1 / (1 + Double.exp(-slope * z))
        gradient += z * (point.hits - point.count * p)
        curvature += z * z * point.count * p * (1 - p)
      }
      guard curvature > 0 else { return slope }
      let change = gradient / curvature
      var share = 1.0
      let now = likelihood(midpoint, slope)
      while share > 1e-10, likelihood(midpoint, slope + share * change) < now { share /= 2 }
      slope += share * change
      if change.magnitude < 1e-12 * (slope.magnitude + 1 / max(width, .leastNormalMagnitude)) {
        break
      }
    }
    return slope
  }
}
