internal import RealModule

/// The logarithm of a normal likelihood with its first two derivatives in the location.
struct LocationSlopes {
  var value: Double
  var first: Double
  var second: Double

  init(value: Double, first: Double, second: Double) {
    self.value = value
    self.first = first
    self.second = second
  }

  /// Those of a logarithm that lies between two, or at one, of a normal variable.
  ///
  /// It is ``SurvivalFamily/terms(low:high:location:scale:)`` without the scale's derivatives, in half the
  /// time.
  @inline(__always)
  init(logLow: Double, logHigh: Double, location: Double, inverseScale: Double) {
    let (a, b) = ((logLow - location) * inverseScale, (logHigh - location) * inverseScale)
    if b == .infinity, a < 25 {
      let survival = 0.5 * Double.erfc(a * Self.halfRoot)
      let hazard = Self.density * Double.exp(-0.5 * a * a) / survival
      value = Double.log(survival)
      first = hazard * inverseScale
      second = -hazard * (hazard - a) * inverseScale * inverseScale
      return
    }
    // In the tail that is nearer, where a difference of small numbers keeps its digits.
    let (near, far) = a + b > 0 ? (a, b) : (-b, -a)
    if near < 25, far - near > 0.01 {
      let share = 0.5 * (Double.erfc(near * Self.halfRoot) - Double.erfc(far * Self.halfRoot))
      let fa = a == -.infinity ? 0 : Self.density * Double.exp(-0.5 * a * a) / share
      let fb = Self.density * Double.exp(-0.5 * b * b) / share
      value = Double.log(share)
      first = (fa - fb) * inverseScale
      let curvature = (a == -.infinity ? 0 : a * fa) - b * fb - (fa - fb) * (fa - fb)
      second = curvature * inverseScale * inverseScale
      return
    }
    let terms = SurvivalFamily.logNormal.terms(
      low: logLow, high: logHigh, location: location, scale: 1 / inverseScale)
    (value, first, second) = (terms.value, terms.m, terms.mm)
  }

  private static let halfRoot = 0.7071067811865476
  /// `1/√(2π)`.
  private static let density = 0.3989422804014327
}
