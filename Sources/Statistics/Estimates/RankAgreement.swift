/// Kendall's rank agreement of two quantities, with ties: τ_b (Kendall 1945).
/// ```
/// τ_b = (C − D) / √((C + D + X)(C + D + Y))
/// ```
/// over pairs of observations: C are in the same order in both quantities, D in opposite ones, X tied in
/// the second alone, Y in the first alone. Pairs of several strata are added up, so that observations of
/// different ones are never compared.
public struct RankAgreement: Hashable, Sendable {
  /// How many pairs are in the same order.
  public private(set) var concordant = 0
  /// How many are in opposite orders.
  public private(set) var discordant = 0
  /// How many are tied in the first quantity alone.
  private var tiedInFirst = 0
  /// How many are tied in the second quantity alone.
  private var tiedInSecond = 0

  /// No pairs.
  public init() {}

  /// Compares all pairs of observations of one stratum.
  ///
  /// - Complexity: n² / 2 comparisons.
  public mutating func add(_ observations: [(first: Double, second: Double)]) {
    for (index, one) in observations.enumerated() {
      for other in observations[..<index] {
        switch (one.first == other.first, one.second == other.second) {
        case (true, true): break
        case (true, false): tiedInFirst += 1
        case (false, true): tiedInSecond += 1
        case (false, false):
          if (one.first < other.first) == (one.second < other.second) {
            concordant += 1
          } else {
            discordant += 1
          }
        }
      }
    }
  }

  /// τ_b, from −1 to 1; `nil` where a quantity is the same in all pairs.
  public var tau: Double? {
    let ordered = concordant + discordant
    let product = Double(ordered + tiedInSecond) * Double(ordered + tiedInFirst)
    return product > 0 ? Double(concordant - discordant) / product.squareRoot() : nil
  }
}
