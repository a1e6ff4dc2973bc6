internal import RealModule

/// The log-normal likelihood of one cluster's times, with and without its own deviation.
///
/// Exact times enter by their sums, and intervals once however many times share them. An interval that is
/// narrow beside the noise enters as the middle of its logarithms.
struct ClusterLikelihood {
  private var count = 0.0
  private var mean = 0.0
  private var squares = 0.0
  private var intervals: [(low: Double, high: Double, count: Double)] = []

  /// The width of an interval of logarithms, in standard deviations, below which its middle stands for
  /// it.
  ///
  /// A width of w adds w²/12 to the variance (Sheppard 1898): at a quarter of σ, half a per cent.
  static let narrow = 0.25

  /// Takes the times of a cluster, with the noise as far as it is known before any fit.
  init(_ cluster: Cluster, noise: Double) {
    var middles: [Double] = []
    var kept: [Ends: Double] = [:]
    for time in cluster.times where !time.isUnknown {
      let (low, high) = time.logarithms(less: cluster.offset)
      if high - low <= Self.narrow * noise {
        middles.append((low + high) / 2)
      } else {
        kept[Ends(low: low, high: high), default: 0] += 1
      }
    }
    if !middles.isEmpty {
      count = Double(middles.count)
      mean = middles.reduce(0, +) / count
      squares = middles.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    // In their order, so that the same times give the same bits.
    intervals = kept.map { ($0.key.low, $0.key.high, $0.value) }
      .sorted { ($0.low, $0.high) < ($1.low, $1.high) }
  }

  private struct Ends: Hashable {
    let low: Double
    let high: Double
  }

  /// The terms at a location, all times independent.
  func terms(location: Double, scale: Double) -> LocationTerms {
    var sum = LocationTerms()
    if count > 0 {
      let variance = scale * scale
      let residual = mean - location
      let quotient = (squares + count * residual * residual) / variance
      sum.value =
        -count * (Double.log(scale) + 0.5 * Double.log(2 * Double.pi)) - 0.5 * quotient
      sum.m = count * residual / variance
      sum.s = quotient - count
      sum.mm = -count / variance
      sum.ms = -2 * sum.m
      sum.ss = -2 * quotient
    }
    for (low, high, count) in intervals {
      sum.add(
        SurvivalFamily.logNormal.terms(low: low, high: high, location: location, scale: scale),
        times: count)
    }
    return sum
  }

  /// The likelihood with its first two derivatives in the location, a normal deviation of the cluster
  /// integrated out.
  ///
  /// By Gauss-Hermite quadrature around the mode (Liu & Pierce 1994): three nodes are exact where all
  /// times are, nine elsewhere.
  ///
  /// - Parameters:
  ///   - location: the location without the cluster's own deviation.
  ///   - scale: σ, above 0.
  ///   - deviation: the standard deviation τ of the clusters; 0 for none.
  /// - Returns: `ln L` and its first two derivatives.
  func integrated(
    location: Double, scale: Double, deviation: Double
  ) -> (value: Double, first: Double, second: Double) {
    guard deviation > 0 else {
      let plain = terms(location: location, scale: scale)
      return (plain.value, plain.m, plain.mm)
    }
    var mode = 0.0
    var curvature = 1.0
    for _ in 0..<50 {
      let here = terms(location: location + deviation * mode, scale: scale)
      curvature = 1 - deviation * deviation * here.mm
      let step = (deviation * here.m - mode) / curvature
      // Bounded, as Newton's method may leap from a flat tail to the other.
      mode += intervals.isEmpty ? step : max(-4, min(4, step))
      if step.magnitude < 1e-5 || intervals.isEmpty { break }
    }
    let width = 1 / curvature.squareRoot()
    let rule = intervals.isEmpty ? Quadrature.three : Quadrature.nine
    var logs: [(weight: Double, terms: LocationTerms)] = []
    logs.reserveCapacity(rule.count)
    for (node, weight) in rule {
      let u = mode + width * node
      let here = terms(location: location + deviation * u, scale: scale)
      logs.append((weight - 0.5 * u * u + 0.5 * node * node + here.value, here))
    }
    let top = logs.reduce(-Double.infinity) { max($0, $1.weight) }
    var (sum, first, second) = (0.0, 0.0, 0.0)
    for (weight, here) in logs {
      let share = Double.exp(weight - top)
      sum += share
      first += share * here.m
      second += share * (here.mm + here.m * here.m)
    }
    first /= sum
    return (top + Double.log(sum * width), first, second / sum - first * first)
  }
}

/// Nodes of Gauss-Hermite quadrature for the standard normal density, with the logarithms of their
/// weights (Abramowitz & Stegun 1964, table 25.10, scaled).
private enum Quadrature {
  static let three: [(Double, Double)] = rule([(0, 2.0 / 3), (1.7320508075688774, 1.0 / 6)])
  static let nine: [(Double, Double)] = rule([
    (0, 0.40634920634920635), (1.0232556637891326, 0.24409750289493953),
    (2.07684797867783, 0.04991640676521782), (3.20542900285647, 0.0027891413212317692),
    (4.512745863399783, 2.2345844007746607e-05),
  ])

  private static func rule(_ half: [(Double, Double)]) -> [(Double, Double)] {
    half.flatMap { node, weight -> [(Double, Double)] in
      let log = Double.log(weight)
      return node == 0 ? [(0, log)] : [(-node, log), (node, log)]
    }
  }
}
