/// Decimal logarithms and powers made of additions, multiplications and divisions alone.
///
/// These are the same on every machine to the last bit, which the functions of a system's library
/// are not; so are the bytes of figures, then.
enum Logarithm {
  private static let ln2 = 0.693_147_180_559_945_3
  private static let ln10 = 2.302_585_092_994_045_7

  /// `log₁₀ x`, to 1e-15 of its value or of 1.
  ///
  /// - Precondition: `x` is finite and above 0.
  static func decimal(_ x: Double) -> Double {
    var (significand, exponent) = (x.significand, Double(x.exponent))
    if significand > 1.414_213_562_373_095 {
      significand /= 2
      exponent += 1
    }
    // ln m = 2 artanh s = 2 (s + s³/3 + s⁵/5 + …) with |s| ≤ 0.172.
    let s = (significand - 1) / (significand + 1)
    let sum = stride(from: 23.0, through: 1, by: -2).reduce(0) { 1 / $1 + s * s * $0 }
    return (exponent * ln2 + 2 * s * sum) / ln10
  }

  /// `10^y`, to 1e-14 of its value.
  static func power(_ y: Double) -> Double {
    let limited = min(max(y, -307), 307)
    let whole = limited.rounded()
    let x = (limited - whole) * ln10
    let series = stride(from: 24.0, through: 1, by: -1).reduce(1) { 1 + x / $1 * $0 }
    return series * DecimalNumber(coefficient: 1, exponent: Int(whole)).value
  }
}
