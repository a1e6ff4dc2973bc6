import Engine
import Yams

/// Reads the text of an experiment file into a tree of values that know their lines.
///
/// Plain scalars are numbers, truth values or nothing as in the core schema of YAML 1.2 (`1e-3` is
/// a number, `yes` is a word); quoted ones are always text. Anchors may be used, merge keys not.
struct YAMLTree {
  /// Aliases let a short text stand for a tree of any size.
  private static let largestTree = 1_000_000
  /// The parser compares keys, whole trees where they are aliases, before it hands out anything: so
  /// many aliases stand for 3⁸ times what is written, at most.
  private static let mostAliases = 24
  /// Nothing in an experiment is nested more than six levels deep.
  private static let deepestLevel = 32

  private let file: String
  private var size = 0

  /// Reads the one document in a text.
  static func read(_ source: String, file: String) throws(ExperimentError) -> ConfigurationNode {
    var tree = YAMLTree(file: file)
    return try tree.value(compose(source, file: file), level: 0)
  }

  private init(file: String) { self.file = file }

  private static func compose(_ source: String, file: String) throws(ExperimentError) -> Node {
    if let line = lineOfAlias(mostAliases + 1, in: source) {
      throw ExperimentError(
        file: file, line: line, problem: .notYAML(reason: "more than \(mostAliases) aliases"))
    }
    // Editors mark UTF-8 with U+FEFF, which the parser takes for content.
    let source = source.first == "\u{FEFF}" ? String(source.dropFirst()) : source
    // The parser keeps a pointer into its text, and short strings are not stored in one place.
    let padding = String(repeating: " ", count: source.utf8.count < 32 ? 32 : 0)
    let root: Node?
    do {
      root = try Yams.compose(yaml: source + padding)
    } catch {
      throw ExperimentError(
        file: file, lineCount: source.utf8.count { $0 == UInt8(ascii: "\n") } + 1, error)
    }
    guard let root else {
      throw ExperimentError(file: file, line: nil, problem: .notYAML(reason: "the file is empty"))
    }
    return root
  }

  /// The line on which the alias of a number stands, counted from 1, if there are so many.
  ///
  /// An alias is an asterisk before a word and not within one; in a comment or in quotes it counts
  /// too, because only the parser could tell.
  private static func lineOfAlias(_ number: Int, in source: String) -> Int? {
    var (line, count) = (1, 0)
    var before = UInt8(ascii: " ")
    var isAlias = false
    for byte in source.utf8 {
      if isAlias, byte > UInt8(ascii: " "), byte != UInt8(ascii: "*") { count += 1 }
      if count == number { return line }
      isAlias = byte == UInt8(ascii: "*") && " \n\r\t[{,:-?".utf8.contains(before)
      if byte == UInt8(ascii: "\n") { line += 1 }
      before = byte
    }
    return nil
  }

  private mutating func value(
    _ node: Node, level: Int
  ) throws(ExperimentError) -> ConfigurationNode {
    let line = node.mark?.line
    size += 1
    guard level <= Self.deepestLevel, size <= Self.largestTree else {
      throw ExperimentError(
        file: file, line: line,
        problem: .notYAML(
          reason: level > Self.deepestLevel
            ? "nested more than \(Self.deepestLevel) levels deep"
            : "more than \(Self.largestTree) values"))
    }
    switch node {
    case .scalar(let scalar):
      let content: ConfigurationNode.Content =
        scalar.style == .plain ? .init(plain: scalar.string) : .text(scalar.string)
      return ConfigurationNode(content, line: line)
    case .sequence(let sequence):
      var list: [ConfigurationNode] = []
      for node in sequence { list.append(try value(node, level: level + 1)) }
      return ConfigurationNode(.list(list), line: line)
    case .mapping(let mapping):
      return ConfigurationNode(.mapping(try entries(mapping, level: level)), line: line)
    case .alias:
      preconditionFailure("aliases are resolved while composing")
    }
  }

  private mutating func entries(
    _ mapping: Node.Mapping, level: Int
  ) throws(ExperimentError) -> [ConfigurationNode.Entry] {
    var entries: [ConfigurationNode.Entry] = []
    var keys: Set<String> = []
    for (key, node) in mapping {
      let line = key.mark?.line
      guard case .scalar(let scalar) = key else {
        throw ExperimentError(
          file: file, line: line, problem: .notYAML(reason: "a key is no single word"))
      }
      guard keys.insert(scalar.string).inserted else {
        throw ExperimentError(file: file, line: line, problem: .repeatedKey(scalar.string))
      }
      entries.append(
        .init(key: scalar.string, line: line, value: try value(node, level: level + 1)))
    }
    return entries
  }
}

extension ExperimentError {
  /// Takes over what the YAML parser found, which counts the end of a file as a line of its own.
  fileprivate init(file: String, lineCount: Int, _ error: any Error) {
    let (line, problem): (Int?, Problem) =
      switch error as? YamlError {
      case .scanner(_, let reason, let mark, _), .parser(_, let reason, let mark, _),
        .composer(_, let reason, let mark, _):
        (min(mark.line, lineCount), .notYAML(reason: reason))
      case .duplicatedKeysInMapping(let keys, let context):
        (context.mark.line, .repeatedKey(keys.joined(separator: ", ")))
      case .reader(let reason, _, _, _): (nil, .notYAML(reason: reason))
      default: (nil, .notYAML(reason: "\(error)"))
      }
    self.init(file: file, line: line, problem: problem)
  }
}

extension ConfigurationNode.Content {
  /// Reads a scalar that stands without quotes, by the core schema (YAML 1.2.2 §10.3.2).
  init(plain text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .boolean(true)
    case "false", "False", "FALSE": self = .boolean(false)
    case ".inf", "+.inf": self = .real(.infinity)
    case "-.inf": self = .real(-.infinity)
    case ".nan": self = .real(.nan)
    default:
      // `Double.init` reads more than numbers of this schema: `infinity`, `0x1p3`.
      let isNumeric =
        text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
        && text.utf8.contains { (0x30...0x39).contains($0) }
      self =
        switch isNumeric ? (Int(text), Double(text)) : (nil, nil) {
        case (let whole?, _): .integer(whole)
        // `1e400` is beyond every number, and told as it was written.
        case (nil, let number?) where number.isFinite: .real(number)
        default: .text(text)
        }
    }
  }
}
