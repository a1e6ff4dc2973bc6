import Foundation
import Statistics

/// A number in its shortest form, without a fraction if it is whole.
func shortNumber(_ value: Double) -> String {
  let rounded = (value * 1e9).rounded() / 1e9
  return Int(exactly: rounded).map { "\($0)" } ?? "\(rounded)"
}

/// A number to four significant digits, with the zeros at its end.
func fourDigits(_ value: Double) -> String { significant(value, digits: 4) }

/// A number to some significant digits, with the zeros at its end.
func significant(_ value: Double, digits: Int) -> String {
  guard value != 0, value.isFinite else { return "\(value)" }
  let magnitude = Int(log10(value.magnitude).rounded(.down))
  guard (-4...6).contains(magnitude) else { return String(format: "%.\(digits - 1)e", value) }
  return String(format: "%.\(max(0, digits - 1 - magnitude))f", value)
}

/// Steps without a fraction.
func wholeSteps(_ value: Double) -> String { String(format: "%.0f", value) }

/// The ends of an interval to four significant digits: `[5.102, 5.324]`.
func bracketed(_ interval: Interval) -> String {
  "[\(fourDigits(interval.low)), \(fourDigits(interval.high))]"
}
