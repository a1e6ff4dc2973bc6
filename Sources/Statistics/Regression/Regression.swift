/// One point of a regression.
public struct Observation: Hashable, Sendable {
  /// The group whose mean is taken out.
  public var group: Int
  /// The predictor.
  public var x: Double
  /// The response.
  public var y: Double

  /// A point.
  public init(group: Int, x: Double, y: Double) {
    self.group = group
    self.x = x
    self.y = y
  }
}

/// Least squares with a common slope and an intercept for each group ("fixed effects").
///
/// With `x̄` and `ȳ` the means of an observation's own group,
/// ```
/// slope = Σ (x − x̄)(y − ȳ) / Σ (x − x̄)²
/// R²    = (Σ (x − x̄)(y − ȳ))² / (Σ (x − x̄)² Σ (y − ȳ)²)          "within"
/// ```
/// (Wooldridge 2010, §10.5). With one group it is the plain straight line. An observation in a
/// group whose predictor does not vary says nothing about the slope and is not counted.
public struct Regression: Hashable, Sendable {
  /// The common slope.
  public let slope: Double
  /// The intercept, if there is one group.
  public let intercept: Double?
  /// R² within the groups; `nil` if the response does not vary.
  public let rSquared: Double?
  /// How many observations decide the slope.
  public let count: Int
  /// How many groups they form.
  public let groups: Int

  /// Fits observations whose groups are numbered from 0 to below `groupCount`.
  ///
  /// - Returns: `nil` if the predictor varies in no group.
  public init?(_ observations: [Observation], groupCount: Int) {
    var sums = [GroupSums](repeating: GroupSums(), count: groupCount)
    for observation in observations { sums[observation.group].take(observation) }
    let varying = sums.filter { $0.low < $0.high }
    guard !varying.isEmpty else { return nil }

    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for observation in observations {
      let group = sums[observation.group]
      guard group.low < group.high else { continue }
      let (x, y) = (observation.x - group.meanX, observation.y - group.meanY)
      xx += x * x
      xy += x * y
      yy += y * y
    }
    slope = xy / xx
    rSquared = yy > 0 ? min(1, xy / xx * (xy / yy)) : nil
    count = varying.reduce(0) { $0 + $1.count }
    groups = varying.count
    intercept =
      if varying.count == 1, let only = varying.first { only.meanY - slope * only.meanX } else {
        nil
      }
  }
}

/// The sums of one group of observations.
private struct GroupSums {
  var count = 0
  var x = 0.0
  var y = 0.0
  var low = Double.infinity
  var high = -Double.infinity

  var meanX: Double { x / Double(count) }
  var meanY: Double { y / Double(count) }

  mutating func take(_ observation: Observation) {
    count += 1
    x += observation.x
    y += observation.y
    low = min(low, observation.x)
    high = max(high, observation.x)
  }
}
