internal import RealModule

/// The log-normal likelihood of one cluster's times, with and without its own deviation.
///
/// Intervals that are narrow beside the noise, and exact times, enter by sums; others once however many
/// times share them. A logarithm that lies in an interval of width `w` around `y` has
/// ```
/// ln P = ln w + ln φ((y − m)/σ)/σ + (w²/24σ²) ((y − m)²/σ² − 1) + O(w⁴/σ⁴)
/// ```
/// so that the sum over narrow ones is quadratic in the location (Sheppard 1898 has the same moments). The
/// constant `ln w` is left out.
struct ClusterLikelihood {
  /// How many are narrow, and the mean of their middles.
  private var count = 0.0
  private var center = 0.0
  /// Their squared distances from the mean.
  private var squares = 0.0
  /// Sums of `w²/12`, times the distances to the powers of 0, 1 and 2.
  private var widths = (0.0, 0.0, 0.0)
  private var intervals: [(low: Double, high: Double, count: Double)] = []
  /// Below this σ what is narrow would be so no more.
  private let leastScale: Double

  /// The width of an interval of logarithms, in standard deviations, up to which it is narrow.
  ///
  /// What is left out is below w⁴z⁴/2880 for a time that lies z standard deviations off: 2e-5 of ln L at one,
  /// 2e-3 at three.
  static let narrow = 0.5

  /// Takes the times of a cluster, with the noise as far as it is known before any fit.
  init(_ cluster: Cluster, noise: Double) {
    leastScale = noise / 4
    var middles: [(y: Double, width: Double)] = []
    var kept: [Ends: Double] = [:]
    for time in cluster.times where !time.isUnknown {
      let (low, high) = time.logarithms(less: cluster.offset)
      if high - low <= Self.narrow * noise {
        middles.append(((low + high) / 2, high - low))
      } else {
        kept[Ends(low: low, high: high), default: 0] += 1
      }
    }
    if !middles.isEmpty {
      count = Double(middles.count)
      center = middles.reduce(0) { $0 + $1.y } / count
      for (y, width) in middles {
        let (distance, share) = (y - center, width * width / 12)
        squares += distance * distance
        widths.0 += share
        widths.1 += share * distance
        widths.2 += share * distance * distance
      }
    }
    // In their order, so that the same times give the same bits.
    intervals = kept.map { ($0.key.low, $0.key.high, $0.value) }
      .sorted { ($0.low, $0.high) < ($1.low, $1.high) }
  }

  private struct Ends: Hashable {
    let low: Double
    let high: Double
  }

  /// The narrow times as one normal number: `ln L = constant − weight (mean − m)²/2`.
  private func normal(_ scale: Double) -> (constant: Double, mean: Double, weight: Double) {
    guard count > 0 else { return (0, 0, 0) }
    let variance = scale * scale
    let correction = 1 / max(variance, leastScale * leastScale)
    let size = count - widths.0 * correction
    let shift = -widths.1 * correction / size
    let rest = squares - widths.2 * correction - size * shift * shift
    let constant =
      -count * (Double.log(scale) + 0.5 * Double.log(2 * Double.pi))
      - 0.5 * (rest / variance + widths.0 * correction)
    return (constant, center + shift, size / variance)
  }

  /// The likelihood and its first two derivatives in the location, all times independent.
  func terms(location: Double, scale: Double) -> LocationSlopes {
    terms(normal(scale), location, 1 / scale)
  }

  private func terms(
    _ normal: (constant: Double, mean: Double, weight: Double), _ location: Double,
    _ inverseScale: Double
  ) -> LocationSlopes {
    let residual = normal.mean - location
    var sum = LocationSlopes(
      value: normal.constant - 0.5 * normal.weight * residual * residual,
      first: normal.weight * residual, second: -normal.weight)
    for (low, high, count) in intervals {
      let one = LocationSlopes(
        logLow: low, logHigh: high, location: location, inverseScale: inverseScale)
      sum.value += count * one.value
      sum.first += count * one.first
      sum.second += count * one.second
    }
    return sum
  }

  /// The likelihood with its first two derivatives in the location, a normal deviation of the cluster
  /// integrated out.
  ///
  /// In closed form where all times are narrow, else by Gauss-Hermite quadrature around the mode (Liu &
  /// Pierce 1994).
  ///
  /// - Parameters:
  ///   - location: the location without the cluster's own deviation.
  ///   - scale: σ, above 0.
  ///   - deviation: the standard deviation τ of the clusters; 0 for none.
  ///   - mode: where the mode was found before, as a distance from the location, and is now.
  /// - Returns: `ln L` and its first two derivatives.
  func integrated(
    location: Double, scale: Double, deviation: Double, mode: inout Double
  ) -> LocationSlopes {
    let normal = normal(scale)
    let inverseScale = 1 / scale
    guard deviation > 0 else { return terms(normal, location, inverseScale) }
    let own = deviation * deviation
    guard !intervals.isEmpty else {
      let residual = normal.mean - location
      let spread = 1 + own * normal.weight
      let weight = normal.weight / spread
      return LocationSlopes(
        value: normal.constant - 0.5 * (Double.log(spread) + weight * residual * residual),
        first: weight * residual, second: -weight)
    }
    var u = mode / deviation
    if !(u.magnitude < 8) { u = 0 }
    var curvature = 1.0
    for _ in 0..<50 {
      let here = terms(normal, location + deviation * u, inverseScale)
      curvature = 1 - own * here.second
      let step = (deviation * here.first - u) / curvature
      // Bounded, as Newton's method may leap from a flat tail to the other.
      u += max(-4, min(4, step))
      if step.magnitude < 0.03 { break }
    }
    mode = deviation * u
    let width = 1 / curvature.squareRoot()
    // The first node is the middle, beside which no other is much larger.
    var top = 0.0
    var (sum, first, second) = (0.0, 0.0, 0.0)
    for (index, (node, weight)) in Quadrature.seven.enumerated() {
      let x = u + width * node
      let here = terms(normal, location + deviation * x, inverseScale)
      let height = weight - 0.5 * x * x + 0.5 * node * node + here.value
      if index == 0 { top = height }
      let share = Double.exp(height - top)
      sum += share
      first += share * here.first
      second += share * (here.second + here.first * here.first)
    }
    first /= sum
    return LocationSlopes(
      value: top + Double.log(sum * width), first: first, second: second / sum - first * first)
  }
}

/// Nodes of Gauss-Hermite quadrature for the standard normal density, from the middle outwards, with the
/// logarithms of their weights (Abramowitz & Stegun 1964, table 25.10, scaled).
private enum Quadrature {
  static let seven: [(Double, Double)] = rule([
    (0, 16.0 / 35), (1.1544053947399682, 0.24012317860501271),
    (2.3667594107345415, 0.030757123967586502), (3.7504397177257425, 0.00054826885597221785),
  ])

  private static func rule(_ half: [(Double, Double)]) -> [(Double, Double)] {
    half.flatMap { node, weight -> [(Double, Double)] in
      let log = Double.log(weight)
      return node == 0 ? [(0, log)] : [(-node, log), (node, log)]
    }
  }
}
