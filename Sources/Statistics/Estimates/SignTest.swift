internal import RealModule

/// The sign test: whether differences are positive as often as negative (Arbuthnot 1710).
///
/// Differences of which the sign is not known, ties, are to be left out (Dixon & Mood 1946); who calls
/// says how many there were.
public struct SignTest: Hashable, Sendable {
  /// How many differences are positive.
  public let positive: Int
  /// How many are negative.
  public let negative: Int

  /// Counts.
  ///
  /// - Precondition: neither is below 0.
  public init(positive: Int, negative: Int) {
    precondition(positive >= 0 && negative >= 0, "\(positive) and \(negative) differences")
    self.positive = positive
    self.negative = negative
  }

  /// How many differences have a sign.
  public var count: Int { positive + negative }

  /// The exact two-sided p-value `min(1, 2 P(Bin(n, 1/2) ≤ min(positive, negative)))`; `nil` of nothing.
  public var pValue: Double? {
    guard count > 0 else { return nil }
    let n = Double(count)
    let tail = (0...min(positive, negative)).reduce(0.0) { sum, k in
      let choices =
        Double.logGamma(n + 1) - Double.logGamma(Double(k) + 1)
        - Double.logGamma(n - Double(k) + 1)
      return sum + Double.exp(choices - n * Double.log(2))
    }
    return min(1, 2 * tail)
  }
}
