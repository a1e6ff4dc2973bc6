/// Values as Python has them.
enum Python {
  /// A pixel in points, so that a column is 8.4 cm wide.
  static let pointsPerPixel = 8.4 / 2.54 * 72 / Figure.Width.column.rawValue

  /// A text.
  static func text(_ text: String) -> String { PlainText(text).python }

  /// A finite number.
  static func number(_ number: Double) -> String { "\(number)" }

  /// A list.
  static func list(_ items: some Sequence<String>) -> String {
    "[" + items.joined(separator: ", ") + "]"
  }

  /// A dictionary, in the order given.
  static func dictionary(_ items: [(String, String)]) -> String {
    "{" + items.map { text($0) + ": " + $1 }.joined(separator: ", ") + "}"
  }
}

extension Style {
  /// The style as a dictionary; widths are in points, of which a pixel has ``Python/pointsPerPixel``.
  var python: String {
    let (width, opacity) = Palette.stroke(weight)
    let dashes = Palette.pattern(dash).map { Python.number($0 / width) }
    return Python.dictionary([
      ("color", Python.text(Palette.colors(hue).light)),
      ("width", Python.number((width * Python.pointsPerPixel * 100).rounded() / 100)),
      ("alpha", Python.number(opacity)),
      ("dash", dashes.isEmpty ? "\"-\"" : "(0, \(Python.list(dashes)))"),
      ("marker", Python.text(marker.python)),
    ])
  }
}

extension Style.Marker {
  /// Its name in matplotlib.
  fileprivate var python: String {
    switch self {
    case .circle: "o"
    case .square: "s"
    case .triangle: "^"
    case .diamond: "D"
    case .wedge: "v"
    case .cross: "X"
    case .plus: "P"
    }
  }
}

extension Scale {
  /// The scale with its ticks as a dictionary.
  func python(_ ticks: Ticks, isLabelled: Bool) -> String {
    Python.dictionary([
      ("scale", kind == .logarithmic ? "\"log\"" : "\"linear\""),
      ("limits", Python.list([low, high].map { Python.number(kind.restored($0)) })),
      ("ticks", Python.list(ticks.major.map { Python.number($0.value) })),
      ("labels", Python.list(ticks.major.map { Python.text(isLabelled ? $0.label : "") })),
      ("minor", Python.list(ticks.minor.map { Python.number($0.value) })),
    ])
  }
}
