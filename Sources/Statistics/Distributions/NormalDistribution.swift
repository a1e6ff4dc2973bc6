internal import RealModule

/// The standard normal distribution.
public enum NormalDistribution {
  /// The quantile of 0.975, for two-sided intervals of 95 %.
  static let twoSided95 = 1.959963984540054

  /// `ln φ(z)`.
  static func logDensity(_ z: Double) -> Double { -0.5 * z * z - 0.5 * Double.log(2 * Double.pi) }

  /// `Φ(z)`.
  static func probability(_ z: Double) -> Double { 0.5 * Double.erfc(-z / 2.0.squareRoot()) }

  /// `ln (1 − Φ(z))`.
  ///
  /// Beyond z = 25, where the complementary error function nears the smallest numbers, the
  /// asymptotic series of Abramowitz & Stegun 1964, 26.2.12, is exact to rounding.
  static func logSurvival(_ z: Double) -> Double {
    guard z > 25 else { return Double.log(0.5 * Double.erfc(z / 2.0.squareRoot())) }
    let square = z * z
    return logDensity(z) - Double.log(z)
      + Double.log(onePlus: -1 / square + 3 / (square * square) - 15 / (square * square * square))
  }

  /// The hazard `φ(z) / (1 − Φ(z))`, the inverse of Mills' ratio.
  public static func hazard(_ z: Double) -> Double { Double.exp(logDensity(z) - logSurvival(z)) }
}
