import Foundation

/// A moment in UTC: `2026-03-01 12:30`.
func minute(_ seconds: Double) -> String {
  String(
    Date(timeIntervalSince1970: seconds).formatted(.iso8601).replacing("T", with: " ").prefix(16))
}

extension StoreNote {
  /// A line: when, who, where, what.
  var line: String {
    "\(minute(at))  \(singleLine(user))@\(singleLine(host))  \(singleLine(text, limit: Self.longest))"
  }
}
