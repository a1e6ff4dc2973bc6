/// A value that a configuration can hold.
public protocol ConfigurationConvertible: Hashable, Sendable {
  /// Reads the value at a path.
  init(_ node: ConfigurationNode, at path: String) throws(ConfigurationError)
  /// The value as it would be written.
  var node: ConfigurationNode { get }
}

/// The values of a field that make sense.
public struct Allowed<Value>: Sendable {
  /// The values in words, for the error message.
  let description: String
  let contains: @Sendable (Value) -> Bool

  /// States the values in words and as a test.
  public init(_ description: String, _ contains: @escaping @Sendable (Value) -> Bool) {
    self.description = description
    self.contains = contains
  }
}

extension Allowed where Value: ConfigurationConvertible {
  fileprivate func read(
    _ node: ConfigurationNode, at path: String
  ) throws(ConfigurationError) -> Value {
    let value = try Value(node, at: path)
    guard contains(value) else {
      throw ConfigurationError(
        path: path, line: node.line,
        problem: .notAllowed(value: node.summary, allowed: description))
    }
    return value
  }
}

extension Allowed {
  /// Every value.
  public static var any: Allowed { Allowed("anything") { _ in true } }
}

extension Allowed where Value == Double {
  /// Finite numbers above 0.
  public static var positive: Allowed {
    Allowed("a finite number above 0") { $0 > 0 && $0.isFinite }
  }
  /// Finite numbers from 0.
  public static var nonNegative: Allowed {
    Allowed("a finite number from 0") { $0 >= 0 && $0.isFinite }
  }
  /// Numbers strictly between 0 and 1.
  public static var fraction: Allowed { Allowed("above 0 and below 1") { $0 > 0 && $0 < 1 } }
  /// Numbers above 0 and at most 1.
  public static var accuracy: Allowed { Allowed("above 0 and at most 1") { $0 > 0 && $0 <= 1 } }
  /// Numbers from 0 to below 1.
  public static var decayRate: Allowed { Allowed("from 0 to below 1") { $0 >= 0 && $0 < 1 } }
}

extension Allowed where Value == Int {
  /// Whole numbers from the given one.
  public static func atLeast(_ least: Int) -> Allowed {
    Allowed("a whole number from \(least)") { $0 >= least }
  }

  /// Whole numbers in a range.
  public static func within(_ range: ClosedRange<Int>) -> Allowed {
    Allowed("a whole number from \(range.lowerBound) to \(range.upperBound)") {
      range.contains($0)
    }
  }

  /// Numbers of things that are counted by BLAS, in 32 bits, their padding included; whether there
  /// is memory for so many is another question (``TrialMemory``).
  public static func count(from least: Int = 1) -> Allowed { within(least...1 << 30) }

  /// Numbers of optimizer steps, which as `Double` are exact.
  public static func steps(from least: Int = 1) -> Allowed {
    within(least...1_000_000_000_000_000)
  }
}

/// One key of a mapping, and the property that it sets.
public struct Field<Root>: Sendable {
  let name: String
  let isRequired: Bool
  let read: @Sendable (inout Root, ConfigurationNode, String) throws(ConfigurationError) -> Void
  let write: @Sendable (Root) -> ConfigurationNode?

  /// A key with a value of its own type; without `required`, the property's initial value is the
  /// default.
  public init<Value: ConfigurationConvertible>(
    _ name: String, _ property: any WritableKeyPath<Root, Value> & Sendable, required: Bool = false,
    allowed: Allowed<Value> = .any
  ) {
    self.name = name
    isRequired = required
    read = { (root, node, path) throws(ConfigurationError) in
      root[keyPath: property] = try allowed.read(node, at: path)
    }
    write = { $0[keyPath: property].node }
  }

  /// A key that is not written while its value is the default, so that configurations from before
  /// it existed keep their canonical JSON.
  public init<Value: ConfigurationConvertible>(
    _ name: String, _ property: any WritableKeyPath<Root, Value> & Sendable,
    omittedWhen default: Value, allowed: Allowed<Value> = .any
  ) {
    self.name = name
    isRequired = false
    read = { (root, node, path) throws(ConfigurationError) in
      root[keyPath: property] = try allowed.read(node, at: path)
    }
    write = { root in
      let value = root[keyPath: property]
      return value == `default` ? nil : value.node
    }
  }

  /// A key that may be left out, or be `none`, and then is not written either.
  public init<Value: ConfigurationConvertible>(
    _ name: String, optional property: any WritableKeyPath<Root, Value?> & Sendable,
    allowed: Allowed<Value> = .any
  ) {
    self.name = name
    isRequired = false
    read = { (root, node, path) throws(ConfigurationError) in
      let isNone = node.content == .null || node.content == .text("none")
      root[keyPath: property] = isNone ? nil : try allowed.read(node, at: path)
    }
    write = { $0[keyPath: property]?.node }
  }
}

/// A structure that is written as a mapping.
///
/// Its table of fields is the only place that names them: reading, writing, defaults, checks and
/// the list of allowed keys in an error all come from it.
public protocol Configurable: ConfigurationConvertible {
  /// The defaults.
  init()
  /// The mapping's keys.
  static var fields: [Field<Self>] { get }
  /// Checks what no field can check alone, once all are read.
  mutating func checkTogether(
    _ node: ConfigurationNode, at path: String
  ) throws(ConfigurationError)
}

extension Configurable {
  /// Finds nothing wrong.
  public mutating func checkTogether(
    _ node: ConfigurationNode, at path: String
  ) throws(ConfigurationError) {}

  /// Reads a mapping, in which every key must be known.
  public init(_ node: ConfigurationNode, at path: String) throws(ConfigurationError) {
    self.init()
    try read(node, at: path, besides: [])
  }

  /// Reads a mapping over the present values; `complete` says that these can stand for a required
  /// key too.
  mutating func read(
    _ node: ConfigurationNode, at path: String, besides others: [String], complete: Bool = false
  ) throws(ConfigurationError) {
    guard case .mapping(let entries) = node.content else {
      throw .wrongType(node, at: path, expected: "a mapping")
    }
    let prefix = path.isEmpty ? "" : path + "."
    for entry in entries where !others.contains(entry.key) {
      guard let field = Self.fields.first(where: { $0.name == entry.key }) else {
        throw ConfigurationError(
          path: prefix + entry.key, line: entry.line ?? node.line,
          problem: .unknownKey(allowed: Self.fields.map(\.name) + others))
      }
      try field.read(&self, entry.value, prefix + entry.key)
    }
    for field in Self.fields where field.isRequired && !complete && node[field.name] == nil {
      throw ConfigurationError(path: prefix + field.name, line: node.line, problem: .missing)
    }
    try checkTogether(node, at: path)
  }

  /// Every field with its value, defaults included.
  public var node: ConfigurationNode {
    ConfigurationNode(
      .mapping(
        Self.fields.compactMap { field in
          field.write(self).map { ConfigurationNode.Entry(key: field.name, value: $0) }
        }))
  }
}

/// One alternative of a value that is written as a mapping with a `kind`.
public struct Variant<Whole>: Sendable {
  let kind: String
  let read: @Sendable (ConfigurationNode, String) throws(ConfigurationError) -> Whole
  let write: @Sendable (Whole) -> ConfigurationNode?

  /// Names an alternative that carries its constants in `Payload`.
  init<Payload: Configurable>(
    _ kind: String, _ embed: @escaping @Sendable (Payload) -> Whole,
    _ extract: @escaping @Sendable (Whole) -> Payload?
  ) {
    self.kind = kind
    read = { (node, path) throws(ConfigurationError) in
      var payload = Payload()
      try payload.read(node, at: path, besides: ["kind"])
      return embed(payload)
    }
    write = { whole in
      guard let payload = extract(whole) else { return nil }
      var node = payload.node
      node.set(ConfigurationNode(.text(kind)), at: ["kind"])
      return node
    }
  }
}

extension Variant {
  /// Names a starting point within an alternative: the constants of a published study, say.
  ///
  /// Keys that stand beside the name change its constants. What was read is written as the
  /// alternative itself, so that a value does not depend on how it was written.
  init<Payload: Configurable>(
    preset name: String, _ constants: Payload, _ embed: @escaping @Sendable (Payload) -> Whole
  ) {
    kind = name
    read = { (node, path) throws(ConfigurationError) in
      var payload = constants
      try payload.read(node, at: path, besides: ["kind"], complete: true)
      return embed(payload)
    }
    write = { _ in nil }
  }
}

/// An enumeration that is written as a mapping whose `kind` selects the case.
///
/// Where the case needs no other key, the kind alone may stand for the mapping.
public protocol ConfigurationVariant: ConfigurationConvertible {
  /// One entry for each case, and one for each preset.
  static var variants: [Variant<Self>] { get }
}

extension ConfigurationVariant {
  /// Reads a mapping by its `kind`.
  public init(_ node: ConfigurationNode, at path: String) throws(ConfigurationError) {
    var node = node
    if case .text = node.content {
      node.content = .mapping([.init(key: "kind", line: node.line, value: node)])
    }
    guard case .mapping = node.content else {
      throw .wrongType(node, at: path, expected: "a mapping with a kind")
    }
    guard let kind = node["kind"] else {
      throw ConfigurationError(path: path + ".kind", line: node.line, problem: .missing)
    }
    guard let variant = Self.variants.first(where: { kind.content == .text($0.kind) }) else {
      throw ConfigurationError(
        path: path + ".kind", line: kind.line,
        problem: .notAllowed(
          value: kind.summary, allowed: Self.variants.map(\.kind).joined(separator: ", ")))
    }
    self = try variant.read(node, path)
  }

  /// The mapping of the case's constants, with its `kind`.
  public var node: ConfigurationNode { mapping }

  /// The same, for a type that writes some of its cases otherwise.
  var mapping: ConfigurationNode {
    for variant in Self.variants {
      if let node = variant.write(self) { return node }
    }
    preconditionFailure("\(self) has no entry in \(Self.self).variants")
  }
}

/// An enumeration that is written as one word.
public protocol ConfigurationChoice: ConfigurationConvertible, CaseIterable, RawRepresentable
where RawValue == String {}

extension ConfigurationChoice {
  /// Reads one of the words.
  public init(_ node: ConfigurationNode, at path: String) throws(ConfigurationError) {
    guard case .text(let word) = node.content, let value = Self(rawValue: word) else {
      throw ConfigurationError(
        path: path, line: node.line,
        problem: .notAllowed(
          value: node.summary, allowed: Self.allCases.map(\.rawValue).joined(separator: ", ")))
    }
    self = value
  }

  /// The word.
  public var node: ConfigurationNode { ConfigurationNode(.text(rawValue)) }
}
