/// A piece of a configuration as it was written: a value, and the line it stands on.
///
/// The engine reads its configurations from such trees and writes them back, so that it needs to
/// know neither YAML nor JSON.
public struct ConfigurationNode: Hashable, Sendable {
  /// A value, in the kinds that YAML and JSON share.
  public enum Content: Hashable, Sendable {
    /// Nothing.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A whole number.
    case integer(Int)
    /// Any other number.
    case real(Double)
    /// A string.
    case text(String)
    /// A sequence.
    case list([ConfigurationNode])
    /// A mapping, in the order in which it was written.
    case mapping([Entry])
  }

  /// One key of a mapping, with its value.
  public struct Entry: Hashable, Sendable {
    /// The key.
    public var key: String
    /// The line the key stands on, if it was read from a file.
    public var line: Int?
    /// The value.
    public var value: ConfigurationNode

    /// Pairs a key with its value.
    public init(key: String, line: Int? = nil, value: ConfigurationNode) {
      self.key = key
      self.line = line
      self.value = value
    }
  }

  /// The value.
  public var content: Content
  /// The line the value starts on, counted from 1, if it was read from a file.
  public var line: Int?

  /// Places a value on a line.
  public init(_ content: Content, line: Int? = nil) {
    self.content = content
    self.line = line
  }

  /// Compares the values alone; where they were written does not matter.
  public static func == (left: ConfigurationNode, right: ConfigurationNode) -> Bool {
    left.content == right.content
  }

  /// Hashes the value alone.
  public func hash(into hasher: inout Hasher) { hasher.combine(content) }
}

extension ConfigurationNode {
  /// The value as JSON with sorted keys and no spaces: equal configurations give equal text.
  ///
  /// Numbers take the shortest form that reads back to the same value, and whole numbers have no
  /// fraction, so that `1` and `1.0` are one value.
  public var canonicalJSON: String {
    switch content {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .real(let value): Self.canonical(value)
    case .text(let value): Self.quoted(value)
    case .list(let values): "[" + values.map(\.canonicalJSON).joined(separator: ",") + "]"
    case .mapping(let entries):
      "{"
        + entries.sorted { $0.key < $1.key }
        .map { Self.quoted($0.key) + ":" + $0.value.canonicalJSON }
        .joined(separator: ",") + "}"
    }
  }

  private static func canonical(_ value: Double) -> String {
    // 2⁵³: up to here every whole number has a Double of its own.
    if value.magnitude < 9_007_199_254_740_992, let whole = Int(exactly: value) {
      return "\(whole)"
    }
    return "\(value)"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// The value in a word or two, for error messages and table cells.
  public var summary: String {
    if case .text(let value) = content { value } else { canonicalJSON }
  }

  /// The value of a key, if this is a mapping that has it.
  public subscript(key: String) -> ConfigurationNode? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// The value at a dotted path such as `optimizer.weight_decay`, if there is one.
  public subscript(path path: some Sequence<Substring>) -> ConfigurationNode? {
    path.reduce(Optional(self)) { node, key in node?[String(key)] }
  }

  /// Puts a value at a dotted path, making the mappings on the way where they are missing.
  public mutating func set(_ value: ConfigurationNode, at path: ArraySlice<Substring>) {
    guard let key = path.first else {
      self = value
      return
    }
    var entries: [Entry] = if case .mapping(let entries) = content { entries } else { [] }
    if let index = entries.firstIndex(where: { $0.key == key }) {
      entries[index].value.set(value, at: path.dropFirst())
      if path.count == 1 { entries[index].line = value.line }
    } else {
      var child = ConfigurationNode(.mapping([]), line: value.line)
      child.set(value, at: path.dropFirst())
      entries.append(Entry(key: String(key), line: value.line, value: child))
    }
    content = .mapping(entries)
  }
}
