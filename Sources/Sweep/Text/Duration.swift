/// Seconds in words: `7s`, `1m05s`, `3h02m`, `2d04h`.
func duration(_ seconds: Double) -> String {
  let seconds = Int(max(0, min(seconds, 1e9)))
  func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
  return switch seconds {
  case ..<60: "\(seconds)s"
  case ..<3600: "\(seconds / 60)m\(twoDigits(seconds % 60))s"
  case ..<86400: "\(seconds / 3600)h\(twoDigits(seconds / 60 % 60))m"
  default: "\(seconds / 86400)d\(twoDigits(seconds / 3600 % 24))h"
  }
}
