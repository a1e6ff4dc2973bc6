/// How an axis places its values.
public enum ScaleKind: Hashable, Sendable {
  /// Equal differences are equally far apart.
  case linear
  /// Equal ratios are equally far apart; zero and below have no place.
  case logarithmic
  /// The i-th name has the band around i, counted from 0.
  case categories([String])

  /// Where a value lies before it is scaled to pixels; `nil` if it has no place.
  ///
  /// What is nearly too large or too small for a number is taken for 10³⁰⁰ or 10⁻³⁰⁰, so that domains
  /// have a finite width.
  func transformed(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    switch self {
    case .linear, .categories: return min(max(value, -1e300), 1e300)
    case .logarithmic: return value > 0 ? min(max(Logarithm.decimal(value), -300), 300) : nil
    }
  }

  /// The value at a place.
  func restored(_ place: Double) -> Double {
    switch self {
    case .linear, .categories: place
    case .logarithmic: Logarithm.power(place)
    }
  }
}
