/// The attribute `d` of a path, in relative steps from the tenth of a pixel that was reached, so
/// that rounding does not add up.
struct PathData: Hashable, Sendable {
  /// The commands.
  private(set) var text = ""
  private var (x, y) = (0, 0)
  private var isInLine = false

  /// Whether nothing is drawn.
  var isEmpty: Bool { text.isEmpty }

  /// Nothing.
  init() {}

  /// Goes to a place and draws nothing.
  mutating func move(to place: Pixel) {
    (x, y) = (Pixels.tenths(place.x), Pixels.tenths(place.y))
    text += "M" + Self.pair(x, y)
    isInLine = false
  }

  /// Draws a line to a place.
  mutating func line(to place: Pixel) {
    let (nextX, nextY) = (Pixels.tenths(place.x), Pixels.tenths(place.y))
    let (dx, dy) = (nextX - x, nextY - y)
    guard dx != 0 || dy != 0 else { return }
    (x, y) = (nextX, nextY)
    let step = Self.pair(dx, dy)
    text += isInLine ? (step.first == "-" ? step : " " + step) : "l" + step
    isInLine = true
  }

  /// Draws a line through places; a single one becomes a dot where lines have round ends.
  mutating func polyline(_ places: [Pixel]) {
    guard let first = places.first else { return }
    move(to: first)
    let before = text.count
    for place in places.dropFirst() { line(to: place) }
    if text.count == before { text += "h0" }
  }

  /// Adds commands as they are, which must be relative and come back to where they began.
  mutating func append(relative commands: String) {
    text += commands
    isInLine = false
  }

  /// Closes the line to where it began.
  mutating func close() {
    text += "z"
    isInLine = false
  }

  private static func pair(_ x: Int, _ y: Int) -> String {
    let (first, second) = (Pixels.text(tenths: x), Pixels.text(tenths: y))
    // `1.5.5` would be two numbers too, but not for every reader.
    return first + (second.first == "-" ? "" : " ") + second
  }
}
