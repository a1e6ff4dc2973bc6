import Engine

/// Reads a part of an experiment file, and says where it is wrong.
protocol NodeReader {
  /// The file, as errors name it.
  var file: String { get }
}

extension NodeReader {
  /// What is wrong on a line.
  func error(_ line: Int?, _ problem: ExperimentError.Problem) -> ExperimentError {
    ExperimentError(file: file, line: line, problem: problem)
  }

  /// A value, or a key, that is none that is allowed.
  func invalid(_ error: ConfigurationError) -> ExperimentError {
    self.error(error.line, .invalid(error))
  }

  /// The same at a dotted path.
  func invalid(
    _ line: Int?, _ path: String, _ problem: ConfigurationError.Problem
  ) -> ExperimentError {
    invalid(ConfigurationError(path: path, line: line, problem: problem))
  }

  /// A value of a type that cannot be read here.
  func wrongType(
    _ node: ConfigurationNode, _ path: String, _ expected: String
  ) -> ExperimentError {
    invalid(node.line, path, .wrongType(found: node.summary, expected: expected))
  }

  /// A value that is not allowed here.
  func notAllowed(
    _ node: ConfigurationNode, _ path: String, _ allowed: String
  ) -> ExperimentError {
    invalid(node.line, path, .notAllowed(value: node.summary, allowed: allowed))
  }

  /// The value of a key that a mapping needs.
  func required(
    _ key: String, of node: ConfigurationNode, at path: String
  ) throws(ExperimentError) -> ConfigurationNode {
    guard let value = node[key] else { throw invalid(node.line, "\(path).\(key)", .missing) }
    return value
  }

  /// The entries of a mapping.
  func mapping(
    _ node: ConfigurationNode, at path: String, _ expected: String
  ) throws(ExperimentError) -> [ConfigurationNode.Entry] {
    guard case .mapping(let entries) = node.content else { throw wrongType(node, path, expected) }
    return entries
  }

  /// The members of a list.
  func list(
    _ node: ConfigurationNode, at path: String, _ expected: String
  ) throws(ExperimentError) -> [ConfigurationNode] {
    guard case .list(let nodes) = node.content else { throw wrongType(node, path, expected) }
    return nodes
  }
}

extension ConfigurationNode {
  /// The entry of a key, if this is a mapping that has it.
  func entry(_ key: String) -> Entry? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key == key }
  }
}
