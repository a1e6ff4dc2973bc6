/// Text from elsewhere, made harmless: what would break a file or reorder its letters shows as `�`.
public struct PlainText: Hashable, Sendable {
  /// The text: no control characters, no marks of direction, one line.
  let string: String

  /// Takes any text; tabs and line ends become blanks.
  public init(_ text: String) {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\n" || scalar == "\t" || scalar == "\r" {
        scalars.append(" ")
      } else {
        scalars.append(Self.isHostile(scalar) ? "\u{FFFD}" : scalar)
      }
    }
    string = String(scalars)
  }

  /// As the content of an element or of a quoted attribute of XML.
  public var xml: String {
    var out = ""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// As a literal of Python.
  var python: String {
    var out = "\""
    for scalar in string.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { out += "\\" }
      out.unicodeScalars.append(scalar)
    }
    return out + "\""
  }

  /// As a field of a CSV file, quoted where RFC 4180 asks for it.
  var csv: String {
    guard string.contains(where: { $0 == "," || $0 == "\"" }) || string.first == " " else {
      return string
    }
    return "\""
      + string.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  /// As a name of a file and of elements: letters, digits and hyphens of ASCII.
  var identifier: String {
    let scalars = string.unicodeScalars.map { scalar -> Character in
      let isPlain = scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
      return isPlain ? Character(scalar) : "-"
    }
    guard let first = scalars.first else { return "figure" }
    return first.isLetter ? String(scalars) : "f" + String(scalars)
  }

  /// Control characters, line separators, what sets a direction or is no character.
  private static func isHostile(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF,
      0xFFFE, 0xFFFF:
      true
    default: scalar.properties.isNoncharacterCodePoint
    }
  }
}
