/// A map from values to pixels, monotone, with a domain of positive width.
struct Scale: Hashable, Sendable {
  /// The least width of a domain, relative to its larger end: below it, ticks could not be told apart.
  private static let narrowest = 1e-11

  /// How values are placed.
  let kind: ScaleKind
  /// The ends of the domain, transformed.
  let low, high: Double
  /// The pixels of both ends; the first may be the larger one.
  let start, end: Double

  /// Fits a scale to the smallest and largest transformed value, if there is one; a share of the width
  /// is added at both ends.
  init(
    _ kind: ScaleKind, over extent: ClosedRange<Double>?, padding: Double, from start: Double,
    to end: Double
  ) {
    self.kind = kind
    (self.start, self.end) = (start, end)
    if case .categories(let names) = kind {
      (low, high) = (-0.5, Double(max(1, names.count)) - 0.5)
      return
    }
    var (low, high) = extent.map { ($0.lowerBound, $0.upperBound) } ?? (0, 1)
    let magnitude = max(abs(low), abs(high))
    if high - low <= magnitude * Self.narrowest || high - low < 1e-290 {
      let reach = kind == .logarithmic ? 0.5 : magnitude > 1e-280 ? magnitude / 2 : 0.5
      (low, high) = (low - reach, high + reach)
    } else {
      let added = (high - low) * padding
      (low, high) = (low - added, high + added)
    }
    (self.low, self.high) = (low, high)
  }

  /// The pixel of a value, far outside at most 10⁵ away; `nil` if it has none.
  func pixel(_ value: Double) -> Double? {
    kind.transformed(value).map {
      min(max(start + ($0 - low) / (high - low) * (end - start), -1e5), 1e5)
    }
  }

  /// The value at a pixel.
  func restored(at pixel: Double) -> Double {
    kind.restored(low + (pixel - start) / (end - start) * (high - low))
  }

  /// Whether a value lies within the domain, but for rounding.
  func contains(_ value: Double) -> Bool {
    guard let place = kind.transformed(value) else { return false }
    let slack = (high - low) * 1e-9
    return place >= low - slack && place <= high + slack
  }
}
