extension ConfigurationError {
  static func wrongType(
    _ node: ConfigurationNode, at path: String, expected: String
  ) -> ConfigurationError {
    ConfigurationError(
      path: path, line: node.line, problem: .wrongType(found: node.summary, expected: expected))
  }
}

extension Double: ConfigurationConvertible {
  /// Reads any number.
  public init(_ node: ConfigurationNode, at path: String) throws(ConfigurationError) {
    switch node.content {
    case .integer(let value): self = Double(value)
    case .real(let value): self = value
    default: throw .wrongType(node, at: path, expected: "a number")
    }
  }

  /// The number.
  public var node: ConfigurationNode { ConfigurationNode(.real(self)) }
}

extension Int: ConfigurationConvertible {
  /// Reads a whole number, which may be written as `6e4`.
  public init(_ node: ConfigurationNode, at path: String) throws(ConfigurationError) {
    switch node.content {
    case .integer(let value): self = value
    case .real(let value):
      guard let whole = Int(exactly: value) else { fallthrough }
      self = whole
    default: throw .wrongType(node, at: path, expected: "a whole number")
    }
  }

  /// The number.
  public var node: ConfigurationNode { ConfigurationNode(.integer(self)) }
}

extension Bool: ConfigurationConvertible {
  /// Reads `true` or `false`.
  public init(_ node: ConfigurationNode, at path: String) throws(ConfigurationError) {
    guard case .boolean(let value) = node.content else {
      throw .wrongType(node, at: path, expected: "true or false")
    }
    self = value
  }

  /// The truth value.
  public var node: ConfigurationNode { ConfigurationNode(.boolean(self)) }
}

extension String: ConfigurationConvertible {
  /// Reads a text.
  public init(_ node: ConfigurationNode, at path: String) throws(ConfigurationError) {
    guard case .text(let value) = node.content else {
      throw .wrongType(node, at: path, expected: "text, in quotes if it is a number")
    }
    self = value
  }

  /// The text.
  public var node: ConfigurationNode { ConfigurationNode(.text(self)) }
}

extension Array: ConfigurationConvertible where Element: ConfigurationConvertible {
  /// Reads a list.
  public init(_ node: ConfigurationNode, at path: String) throws(ConfigurationError) {
    guard case .list(let nodes) = node.content else {
      throw .wrongType(node, at: path, expected: "a list")
    }
    self = []
    for (index, node) in nodes.enumerated() {
      append(try Element(node, at: "\(path)[\(index)]"))
    }
  }

  /// The list.
  public var node: ConfigurationNode { ConfigurationNode(.list(map(\.node))) }
}
