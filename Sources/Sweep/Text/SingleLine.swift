/// The text with control characters as spaces, and cut off where it is longer than anyone reads.
///
/// Errors repeat what a file says, and what it says may span lines.
func singleLine(_ text: String, limit: Int = 600) -> String {
  var line = String.UnicodeScalarView()
  for scalar in text.unicodeScalars.prefix(limit) {
    line.append(scalar.properties.generalCategory == .control ? " " : scalar)
  }
  return String(line) + (text.unicodeScalars.count > limit ? " …" : "")
}

extension String {
  /// The text without blanks at its ends.
  var trimmed: String {
    var scalars = unicodeScalars[...]
    while let first = scalars.first, first == " " || first == "\t" { scalars.removeFirst() }
    while let last = scalars.last, last == " " || last == "\t" { scalars.removeLast() }
    return String(scalars)
  }
}
