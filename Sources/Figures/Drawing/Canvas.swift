/// What has been drawn, as elements of SVG, and what could not be.
struct Canvas: Hashable, Sendable {
  /// The elements, one a line.
  private(set) var elements = ""
  /// How many values have no place on their axis.
  private(set) var undefined = 0
  /// The largest tolerance, in pixels, of any curve.
  private(set) var tolerance = 0.0

  /// What the names of this drawing's elements begin with.
  let id: String

  /// A blank sheet, whose elements have names that begin with `id`.
  init(_ id: String) { self.id = id }

  /// Fills a path with the hatching of censored cells.
  mutating func hatch(_ data: PathData) {
    if !data.isEmpty { add("<path fill=\"url(#\(id)-hatching)\" d=\"\(data.text)\"/>") }
  }

  /// Adds an element, or the beginning or end of one.
  mutating func add(_ element: String) {
    elements += element + "\n"
  }

  /// Adds a path, if it draws anything.
  mutating func path(_ data: PathData, _ classes: String) {
    if !data.isEmpty { add("<path class=\"\(classes)\" d=\"\(data.text)\"/>") }
  }

  /// Adds the outline of a box.
  mutating func box(_ box: Box, _ attributes: String) {
    let (x, y) = (Pixels.text(box.x), Pixels.text(box.y))
    let (width, height) = (Pixels.text(box.width), Pixels.text(box.height))
    add("<rect \(attributes) x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\"/>")
  }

  /// Adds a text with its base line at a place.
  mutating func text(_ text: String, at place: Pixel, _ classes: String = "", turned: Bool = false)
  {
    guard !text.isEmpty else { return }
    let (x, y) = (Pixels.text(place.x), Pixels.text(place.y))
    let position =
      turned ? "transform=\"translate(\(x) \(y))rotate(-90)\"" : "x=\"\(x)\" y=\"\(y)\""
    let attribute = classes.isEmpty ? "" : "class=\"\(classes)\" "
    add("<text \(attribute)\(position)>\(PlainText(text).xml)</text>")
  }

  /// Takes note of values without a place.
  mutating func leaveOut(_ count: Int) { undefined += count }

  /// Thins a curve and takes note of how far.
  mutating func thinned(_ places: [Pixel], atMost limit: Int) -> [Pixel] {
    let thinning = Thinning(places, atMost: limit)
    tolerance = max(tolerance, thinning.tolerance)
    return thinning.places
  }
}
