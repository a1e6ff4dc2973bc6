import Engine
import Statistics

/// One value of a table that a program reads.
enum Datum: Hashable, Sendable {
  /// Nothing: an undefined value.
  case empty
  /// A whole number.
  case integer(Int)
  /// Any other number; one that is not finite is written as nothing.
  case number(Double)
  /// A word.
  case text(String)
  /// A value as it stands in a configuration.
  case value(ConfigurationNode)
  /// Several values; only JSON has room for them.
  case list([Datum])

  /// A whole number, or nothing.
  init(_ value: Int?) { self = value.map(Datum.integer) ?? .empty }

  /// A number, or nothing.
  init(_ value: Double?) { self = value.map(Datum.number) ?? .empty }

  /// A number that is written without a fraction if it is whole.
  init(steps: Double?) {
    self = steps.map { value in Int(exactly: value).map(Datum.integer) ?? .number(value) } ?? .empty
  }

  /// The value in JSON (RFC 8259), numbers in the shortest form that reads back to the same.
  var json: String {
    switch self {
    case .empty: "null"
    case .integer(let value): "\(value)"
    case .number(let value): value.isFinite ? "\(value)" : "null"
    case .text(let value): ConfigurationNode(.text(value)).canonicalJSON
    case .value(let node): node.canonicalJSON
    case .list(let values): "[" + values.map(\.json).joined(separator: ", ") + "]"
    }
  }

  /// The value as a field of a CSV file (RFC 4180), quoted where it has to be.
  var csv: String {
    switch self {
    case .empty: ""
    case .integer(let value): "\(value)"
    case .number(let value): value.isFinite ? "\(value)" : ""
    case .text(let value): Self.quoted(value)
    case .value(let node): node.content == .null ? "" : Self.quoted(node.summary)
    case .list: Self.quoted(json)
    }
  }

  /// A text that a spreadsheet would take for a formula stands behind an apostrophe.
  private static func quoted(_ text: String) -> String {
    let isFormula = ["=", "+", "-", "@"].contains { text.hasPrefix($0) } && Double(text) == nil
    let text = isFormula ? "'" + text : text
    let special = text.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) }
    // A space at either end survives only in quotes with some readers.
    guard special || text.hasPrefix(" ") || text.hasSuffix(" ") else { return text }
    var result = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { result += "\"" }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}

extension Datum {
  /// Whether something holds.
  static func value(_ holds: Bool) -> Datum { .value(ConfigurationNode(.boolean(holds))) }

  /// The two ends of an interval of steps, of which an open one is nothing.
  init(_ ends: CensoredInterval?) {
    self =
      ends.map { .list([Datum(steps: $0.low.number), Datum(steps: $0.high.number)]) } ?? .empty
  }

  /// The two ends of an interval, or nothing.
  init(_ interval: Interval?) {
    self = interval.map { .list([.number($0.low), .number($0.high)]) } ?? .empty
  }
}
