/// A place in a drawing.
struct Pixel: Hashable, Sendable {
  /// To the right.
  var x: Double
  /// Downwards.
  var y: Double

  /// A place.
  init(_ x: Double, _ y: Double) {
    (self.x, self.y) = (x, y)
  }
}

/// Lengths as SVG has them, to a tenth of a pixel.
enum Pixels {
  /// The nearest tenth, however far away.
  static func tenths(_ length: Double) -> Int {
    Int((min(max(length, -1e5), 1e5) * 10).rounded())
  }

  /// A length with one decimal at most.
  static func text(_ length: Double) -> String { text(tenths: tenths(length)) }

  /// The same, of a number of tenths: `-.5`, `3`, `12.5`.
  static func text(tenths: Int) -> String {
    let (whole, rest) = Int(tenths.magnitude).quotientAndRemainder(dividingBy: 10)
    let sign = tenths < 0 ? "-" : ""
    if rest == 0 { return sign + String(whole) }
    return sign + (whole == 0 ? "" : String(whole)) + "." + String(rest)
  }
}

/// A rectangle in a drawing.
struct Box: Hashable, Sendable {
  /// Its left and upper edge, its width and its height.
  var x, y, width, height: Double

  /// Its right edge.
  var right: Double { x + width }
  /// Its lower edge.
  var bottom: Double { y + height }

  /// The smallest box around two corners.
  init(_ first: Pixel, _ second: Pixel) {
    (x, y) = (min(first.x, second.x), min(first.y, second.y))
    (width, height) = (abs(first.x - second.x), abs(first.y - second.y))
  }

  /// A box by its corner and its size.
  init(x: Double, y: Double, width: Double, height: Double) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }
}
