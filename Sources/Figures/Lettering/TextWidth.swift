/// How wide a text is likely to be, for layouts that cannot ask the font.
///
/// The advances are those of DejaVu Sans, the widest of the usual sans serifs: what fits by them
/// fits in Helvetica and Arial, too.
enum TextWidth {
  /// The advances of U+0020 to U+007E, in hundredths of the font's size.
  private static let advances: [Double] = [
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79,
    60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63,
    63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
  ]

  /// The width of a text in a font of some size, in the size's unit.
  static func of(_ text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { $0 + advance($1) } * size / 100
  }

  /// The text, or as much of it as fits, with an ellipsis.
  static func fitting(_ text: String, in width: Double, size: Double) -> String {
    guard of(text, size: size) > width else { return text }
    var kept = text
    while !kept.isEmpty, of(kept + "…", size: size) > width { kept.removeLast() }
    return kept.isEmpty ? "" : kept + "…"
  }

  /// The text in lines that fit, broken at blanks; a word that does not fit is cut.
  static func wrapped(_ text: String, in width: Double, size: Double) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, of(last + " " + word, size: size) <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(fitting(String(word), in: width, size: size))
      }
    }
    return lines
  }

  private static func advance(_ scalar: Unicode.Scalar) -> Double {
    switch scalar.value {
    case 0x20...0x7E: advances[Int(scalar.value) - 0x20]
    case 0x2009, 0x202F: 20
    case 0xB2, 0xB3, 0xB9, 0x2070...0x2079: 40
    case 0x207B: 53
    case 0x300...0x36F, 0x200B...0x200D: 0
    case 0x2190...0x22FF, 0xD7, 0x2026: 100
    case 0x1100...0x11FF, 0x2E80...0xD7FF, 0xF900...0xFAFF, 0xFF00...0xFF60, 0x1F000...: 105
    default: 68
    }
  }
}
