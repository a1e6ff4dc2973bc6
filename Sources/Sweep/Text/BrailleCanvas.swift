/// A drawing of dots, two columns and four rows of them in each character of Unicode's Braille block.
struct BrailleCanvas: Sendable {
  /// Characters in a line.
  let columns: Int
  /// Lines.
  let rows: Int
  private var dots: [UInt32]

  /// The bit of each dot of a character, by row and column (The Unicode Standard, Braille Patterns).
  private static let bits: [[UInt32]] = [[1, 8], [2, 16], [4, 32], [64, 128]]

  /// An empty drawing.
  init(columns: Int, rows: Int) {
    precondition(columns > 0 && rows > 0, "\(columns) × \(rows) characters")
    (self.columns, self.rows) = (columns, rows)
    dots = Array(repeating: 0, count: columns * rows)
  }

  /// Dots from left to right, and from top to bottom.
  var width: Int { 2 * columns }
  var height: Int { 4 * rows }

  /// Draws a dot; outside there is none.
  mutating func plot(_ x: Int, _ y: Int) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    dots[y / 4 * columns + x / 2] |= Self.bits[y % 4][x % 2]
  }

  /// Draws what lies between two points (Bresenham 1965).
  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int)) {
    let steps = max(abs(end.x - start.x), abs(end.y - start.y))
    guard steps > 0 else { return plot(start.x, start.y) }
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      plot(
        start.x + Int((Double(end.x - start.x) * share).rounded()),
        start.y + Int((Double(end.y - start.y) * share).rounded()))
    }
  }

  /// The drawing, a text a line.
  var lines: [String] {
    (0..<rows).map { row in
      (0..<columns).map { column in
        let dots = dots[row * columns + column]
        return dots == 0 ? " " : Unicode.Scalar(0x2800 + dots).map(String.init) ?? " "
      }.joined()
    }
  }
}

/// Shares as a line of blocks, one of eight heights each; what is no number is a space.
func sparkline(_ shares: [Double]) -> String {
  let blocks: [Character] = Array("▁▂▃▄▅▆▇█")
  return String(
    shares.map { share in
      guard share.isFinite else { return " " }
      return blocks[min(7, Int(min(1, max(0, share)) * 8))]
    })
}
