import Foundation

/// What the system says about an error of a file, in a few words: `No such file or directory`.
func systemReason(_ error: any Error) -> String {
  let error = error as NSError
  let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
  return underlying.localizedFailureReason ?? error.localizedDescription
}

/// The text with spaces for characters that do not stay in their place, and cut off where it is
/// longer than anyone reads.
///
/// Errors repeat what a file says, and what it says may span lines, move the cursor, or turn the
/// direction of the rest of the line.
func singleLine(_ text: String, limit: Int = 600) -> String {
  var line = String.UnicodeScalarView()
  for scalar in text.unicodeScalars.prefix(limit) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: line.append(" ")
    default: line.append(scalar)
    }
  }
  return String(line) + (text.unicodeScalars.count > limit ? " …" : "")
}
