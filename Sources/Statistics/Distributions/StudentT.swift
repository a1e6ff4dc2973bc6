internal import RealModule

/// Student's t distribution with a whole number of degrees of freedom.
///
/// Abramowitz & Stegun 1964, 26.7.3 and 26.7.4, give `A(t | ν) = P(|T| < t)` as a finite sum in
/// `θ = arctan(t / √ν)`:
/// ```
/// ν = 1        A = 2θ/π
/// ν odd        A = 2/π (θ + sin θ (cos θ + 2/3 cos³θ + … + (2·4…(ν−3))/(1·3…(ν−2)) cos^(ν−2) θ))
/// ν even       A = sin θ (1 + 1/2 cos²θ + (1·3)/(2·4) cos⁴θ + … + (1·3…(ν−3))/(2·4…(ν−2)) cos^(ν−2) θ)
/// ```
/// Every term is positive, so that nothing cancels; the error is that of rounding.
public struct StudentT: Hashable, Sendable {
  /// ν, at least 1.
  public let degreesOfFreedom: Int

  /// The distribution with ν degrees of freedom.
  ///
  /// - Precondition: ν is positive.
  public init(degreesOfFreedom: Int) {
    precondition(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// `P(|T| < t)` for `t ≥ 0`.
  public func centralProbability(_ t: Double) -> Double {
    let nu = degreesOfFreedom
    let angle = Double.atan(t / Double(nu).squareRoot())
    let (sine, cosine) = (Double.sin(angle), Double.cos(angle))
    let isOdd = nu % 2 == 1
    // The exponents of the cosine run 1, 3, … or 0, 2, … up to ν − 2.
    var term = isOdd ? cosine : 1
    var sum = 0.0
    var exponent = isOdd ? 1 : 0
    while exponent <= nu - 2 {
      sum += term
      term *= Double(exponent + 1) / Double(exponent + 2) * cosine * cosine
      exponent += 2
    }
    return isOdd ? 2 / Double.pi * (angle + sine * sum) : sine * sum
  }

  /// The `t` below which a share `probability` of the distribution lies.
  ///
  /// Found by bisection to the last bit or so, which 200 halvings of a bracket reach anywhere.
  ///
  /// - Precondition: `probability` lies strictly between 0 and 1.
  public func quantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "no quantile at \(probability)")
    if probability < 0.5 { return -quantile(1 - probability) }
    let central = 2 * probability - 1
    var (low, high) = (0.0, 1.0)
    while centralProbability(high) < central, high < 1e300 { (low, high) = (high, 2 * high) }
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if centralProbability(middle) < central { low = middle } else { high = middle }
    }
    return low + (high - low) / 2
  }
}
