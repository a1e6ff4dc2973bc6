internal import RealModule

/// The χ² distribution.
enum ChiSquared {
  /// `P(X > x)` with the given degrees of freedom.
  ///
  /// The upper incomplete gamma function `Q(ν/2, x/2)`: by its series below `x/2 < ν/2 + 1` and by
  /// its continued fraction (modified Lentz) above (Press et al. 2007, §6.2).
  ///
  /// - Precondition: the degrees of freedom are positive.
  static func survival(_ x: Double, degreesOfFreedom: Int) -> Double {
    precondition(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
    guard x > 0 else { return 1 }
    let (shape, half) = (Double(degreesOfFreedom) / 2, x / 2)
    // The common factor x^a e^(−x) / Γ(a).
    let factor = Double.exp(shape * Double.log(half) - half - Double.logGamma(shape))
    if half < shape + 1 {
      var (term, sum, next) = (1 / shape, 1 / shape, shape)
      while term > sum * 1e-17 {
        next += 1
        term *= half / next
        sum += term
      }
      return 1 - factor * sum
    }
    var b = half + 1 - shape
    var c = 1e300
    var d = 1 / b
    var fraction = d
    for i in 1...10_000 {
      let a = -Double(i) * (Double(i) - shape)
      b += 2
      d = 1 / (a * d + b)
      c = b + a / c
      fraction *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    return factor * fraction
  }
}
