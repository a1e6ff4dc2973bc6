/// Why a configuration cannot be trained.
public struct ConfigurationError: Error, Hashable, Sendable {
  /// What is wrong with the value.
  public enum Problem: Hashable, Sendable {
    /// A mapping has a key that nothing reads.
    case unknownKey(allowed: [String])
    /// A mapping lacks a key that has no default.
    case missing
    /// The value is of another type than the one that is read here.
    case wrongType(found: String, expected: String)
    /// The value is none of those allowed, which are written as in the experiment file.
    case notAllowed(value: String, allowed: String)
    /// The value contradicts another one.
    case contradiction(value: String, reason: String)
  }

  /// The field, as a dotted path: `optimizer.beta1`.
  public let path: String
  /// The line the value stands on, if it was read from a file.
  public let line: Int?
  /// What is wrong there.
  public let problem: Problem

  /// Describes what is wrong at a path.
  public init(path: String, line: Int?, problem: Problem) {
    self.path = path
    self.line = line
    self.problem = problem
  }
}

extension ConfigurationError: CustomStringConvertible {
  /// One line without the file and line number: the field, its value and what is allowed.
  public var description: String {
    let field = path.isEmpty ? "the file" : quoted(path)
    return switch problem {
    case .unknownKey(let allowed):
      "\(field) is not a known key; allowed here: \(allowed.sorted().joined(separator: ", "))"
    case .missing: "\(field) is missing"
    case .wrongType(let found, let expected): "\(field) is \(quoted(found)); expected \(expected)"
    case .notAllowed(let value, let allowed): "\(field) is \(quoted(value)); allowed: \(allowed)"
    case .contradiction(let value, let reason): "\(field) is \(quoted(value)), but \(reason)"
    }
  }

  /// What a file says, cut where it would push what is allowed out of sight.
  private func quoted(_ text: String) -> String {
    text.count > 100 ? text.prefix(100) + " …" : text
  }
}
