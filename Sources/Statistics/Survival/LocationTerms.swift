internal import RealModule

/// The logarithm of a likelihood and its derivatives in a location `m` and in `s = ln σ`.
struct LocationTerms {
  var value = 0.0
  var m = 0.0
  var s = 0.0
  var mm = 0.0
  var ms = 0.0
  var ss = 0.0

  mutating func add(_ other: LocationTerms, times count: Double = 1) {
    value += count * other.value
    m += count * other.m
    s += count * other.s
    mm += count * other.mm
    ms += count * other.ms
    ss += count * other.ss
  }
}

extension SurvivalFamily {
  /// The terms of a logarithm of a time that lies between two.
  ///
  /// With `a = (low − m)/σ` and `b = (high − m)/σ`:
  /// ```
  /// exact        ln f(a) − ln σ
  /// censored     ln S(a)
  /// otherwise    ln (S(a) − S(b))
  /// ```
  ///
  /// - Parameters:
  ///   - low: the logarithm of the lower end; −∞ if there is none.
  ///   - high: the logarithm of the upper end; +∞ if there is none.
  ///   - location: m.
  ///   - scale: σ, above 0.
  /// - Returns: the logarithm of the likelihood of that time, with its derivatives.
  func terms(low: Double, high: Double, location: Double, scale: Double) -> LocationTerms {
    let (a, b) = ((low - location) / scale, (high - location) / scale)
    if low == high { return oneSided(a, terms(a, isEvent: true), scale, density: 1) }
    if high == .infinity {
      return low == -.infinity
        ? LocationTerms() : oneSided(a, terms(a, isEvent: false), scale, density: 0)
    }
    let (value, first, second) = between(a, b)
    let (la, lb) = first
    let (laa, lab, lbb) = second
    // What is infinite has no density there, nor any of its products.
    let (a0, b0) = (a.isFinite ? a : 0, b)
    let slope = la + lb
    let moment = a0 * la + b0 * lb
    return LocationTerms(
      value: value, m: -slope / scale, s: -moment, mm: (laa + 2 * lab + lbb) / (scale * scale),
      ms: (slope + a0 * laa + (a0 + b0) * lab + b0 * lbb) / scale,
      ss: moment + a0 * a0 * laa + 2 * a0 * b0 * lab + b0 * b0 * lbb)
  }

  private func oneSided(
    _ z: Double, _ terms: (value: Double, first: Double, second: Double), _ scale: Double,
    density: Double
  ) -> LocationTerms {
    let (value, g, h) = terms
    return LocationTerms(
      value: value - density * Double.log(scale), m: -g / scale, s: -z * g - density,
      mm: h / (scale * scale), ms: (g + z * h) / scale, ss: z * g + z * z * h)
  }

  /// `ln (S(a) − S(b))` with its derivatives: in a and b, then in aa, ab and bb.
  private func between(
    _ a: Double, _ b: Double
  ) -> (Double, (Double, Double), (Double, Double, Double)) {
    // The logarithms of the densities over the difference, and the slopes of the densities' own.
    let logDifference: Double
    let (densityA, densityB, slopeA, slopeB): (Double, Double, Double, Double)
    switch self {
    case .logNormal:
      // In the tail that is nearer, where a difference of small numbers keeps its digits.
      let (near, far) = a + b > 0 ? (a, b) : (-b, -a)
      let top = NormalDistribution.logSurvival(near)
      let share =
        far == .infinity ? 1 : -Double.expMinusOne(NormalDistribution.logSurvival(far) - top)
      logDifference = top + Double.log(share)
      densityA = NormalDistribution.logDensity(a)
      densityB = NormalDistribution.logDensity(b)
      (slopeA, slopeB) = (-a, -b)
    case .weibull:
      let (powerA, powerB) = (Double.exp(a), Double.exp(b))
      logDifference = -powerA + Double.log(-Double.expMinusOne(powerA - powerB))
      (densityA, densityB) = (a - powerA, b - powerB)
      (slopeA, slopeB) = (1 - powerA, 1 - powerB)
    }
    let fa = a == -.infinity ? 0 : Double.exp(densityA - logDifference)
    let fb = Double.exp(densityB - logDifference)
    let ga = a == -.infinity ? 0 : fa * slopeA
    return (
      logDifference, (-fa, fb), (-ga - fa * fa, fa * fb, fb * slopeB - fb * fb)
    )
  }
}
