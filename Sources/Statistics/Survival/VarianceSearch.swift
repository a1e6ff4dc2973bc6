internal import RealModule

/// The search for the two variances of a model of clusters.
struct VarianceSearch {
  private let design: ClusterDesign
  private var warm: ClusterDesign.Solution
  /// The least σ.
  private let floor: Double

  /// A point of the search.
  struct Point {
    let scale: Double
    let deviation: Double
    let solution: ClusterDesign.Solution
    /// The adjusted likelihood.
    var value: Double { solution.value - 0.5 * solution.logDeterminant }
  }

  init(_ design: ClusterDesign, start: ClusterDesign.Solution, floor: Double) {
    self.design = design
    warm = start
    self.floor = floor
  }

  /// The best σ and τ: by turns along each, and whether none at all is better than some τ.
  mutating func maximum(from noise: Double, deviates: Bool) -> Point? {
    var scale = max(noise, floor)
    guard var best = point(scale, 0) else { return nil }
    var deviation = 0.0
    for round in 0..<8 {
      let before = best.value
      // σ, on its logarithm.
      if let next = line(
        from: Double.log(scale), by: round == 0 ? 1 : 0.1,
        { search, x in search.point(max(Double.exp(x), search.floor), deviation) })
      {
        if next.value >= best.value { best = next }
        scale = best.scale
      }
      guard deviates else { break }
      // τ, on its logarithm, from a third of σ at first.
      let first = deviation > 0 ? Double.log(deviation) : Double.log(scale / 3)
      if let next = line(
        from: first, by: round == 0 ? 1 : 0.1,
        { search, x in search.point(scale, min(Double.exp(x), 1e3)) })
      {
        if next.value > best.value { best = next }
        deviation = best.deviation
      }
      if best.value - before < 1e-6 { break }
    }
    if best.deviation > 0, let none = point(best.scale, 0), none.value >= best.value { return none }
    return best
  }

  private mutating func point(_ scale: Double, _ deviation: Double) -> Point? {
    // Deviations far below the noise are none; without this the search would go on for ever.
    let deviation = deviation < 1e-4 * scale ? 0 : deviation
    guard let solution = design.maximum(from: warm, scale: scale, deviation: deviation) else {
      return nil
    }
    warm = solution
    return Point(scale: scale, deviation: deviation, solution: solution)
  }

  /// A maximum along a line: a bracket by doubling, then golden sections.
  ///
  /// Press et al. 2007, §10.2.
  private mutating func line(
    from start: Double, by step: Double,
    _ at: (inout VarianceSearch, Double) -> Point?
  ) -> Point? {
    func value(_ point: Point?) -> Double { point?.value ?? -.infinity }
    var best = at(&self, start)
    var seen: [(x: Double, value: Double)] = [(start, value(best))]
    func take(_ x: Double, _ search: inout VarianceSearch) -> Double {
      let point = at(&search, x)
      if value(point) > value(best) { best = point }
      seen.append((x, value(point)))
      return value(point)
    }
    var (low, middle, high) = (start - step, start, start + step)
    var (atLow, atMiddle, atHigh) = (take(low, &self), value(best), 0.0)
    atMiddle = seen[0].value
    atHigh = take(high, &self)
    var reach = step
    for _ in 0..<12 where atLow > atMiddle || atHigh > atMiddle {
      reach *= 2
      if atLow > atMiddle {
        (high, middle, low) = (middle, low, low - reach)
        (atHigh, atMiddle) = (atMiddle, atLow)
        atLow = take(low, &self)
      } else {
        (low, middle, high) = (middle, high, high + reach)
        (atLow, atMiddle) = (atMiddle, atHigh)
        atHigh = take(high, &self)
      }
    }
    let golden = 0.381966011250105
    while high - low > 4e-3 {
      let right = high - middle > middle - low
      let x = right ? middle + golden * (high - middle) : middle - golden * (middle - low)
      let here = take(x, &self)
      if here > atMiddle {
        (low, high) = right ? (middle, high) : (low, middle)
        (middle, atMiddle) = (x, here)
      } else {
        (low, high) = right ? (low, x) : (x, high)
      }
    }
    return best
  }
}
