/// A hypothesis that an experiment declares before it trains.
struct Contrast: Hashable, Sendable {
  /// What is claimed.
  enum Claim: Hashable, Sendable {
    /// Two cells of the grid differ.
    case difference(first: Int, second: Int)
    /// The response is a power of a field, with this exponent.
    case exponent(field: String, value: Double)
  }

  /// What is claimed.
  let claim: Claim
  /// Of what.
  let response: Response
}
