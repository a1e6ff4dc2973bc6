import Engine

/// Reads the list `laws` of an experiment file, or one law by itself.
///
/// ```
/// laws:
///   - {name: inverse decay, factors: {optimizer.learning_rate: -1, optimizer.weight_decay: {is: -1, margin: 0.1}}}
///   - {name: with data, factors: {train_fraction: free}, within: [task.modulus]}
///   - {name: above a critical fraction, response: generalization, factors: {train_fraction - critical: free}}
/// ```
struct LawReader: NodeReader {
  private static let keys = ["name", "response", "factors", "within"]
  private static let claimKeys = ["is", "margin"]
  private static let responses: [String: Response] = [
    "delay": .delay, "generalization": .generalizationStep,
    "generalization_step": .generalizationStep,
  ]

  let file: String
  /// The fields that laws may name.
  let fields: LawFields

  /// Reads the whole list.
  func laws(_ node: ConfigurationNode) throws(ExperimentError) -> [Law] {
    var laws: [Law] = []
    for (index, item) in try list(node, at: "laws", "a list of laws").enumerated() {
      let law = try law(item, at: "laws[\(index)]")
      guard !laws.contains(where: { $0.name == law.name }) else {
        throw notAllowed(
          item["name"] ?? item, "laws[\(index)].name", "a name that no other law has")
      }
      laws.append(law)
    }
    return laws
  }

  /// Reads one law.
  func law(_ node: ConfigurationNode, at path: String) throws(ExperimentError) -> Law {
    let entries = try mapping(node, at: path, "a mapping with name and factors")
    for entry in entries where !Self.keys.contains(entry.key) {
      throw invalid(entry.line, "\(path).\(entry.key)", .unknownKey(allowed: Self.keys))
    }
    guard let nameNode = node["name"] else { throw invalid(node.line, "\(path).name", .missing) }
    guard case .text(let name) = nameNode.content, !name.isEmpty, name.count <= 100,
      !name.contains(where: \.isNewline)
    else { throw notAllowed(nameNode, "\(path).name", "a name of up to 100 characters") }
    guard let factorsNode = node["factors"] else {
      throw invalid(node.line, "\(path).factors", .missing)
    }
    var factors: [Law.Factor] = []
    for entry in try mapping(
      factorsNode, at: "\(path).factors", "a mapping of fields to exponents, or to free")
    {
      let factor = try factor(entry, at: "\(path).factors.\(entry.key)")
      if factor.isAboveCritical, factors.contains(where: \.isAboveCritical) {
        throw notAllowed(
          factorsNode, "\(path).factors", "one critical value, of which one exponent depends")
      }
      factors.append(factor)
    }
    guard !factors.isEmpty else {
      throw notAllowed(factorsNode, "\(path).factors", "at least one field with an exponent")
    }
    var law = Law(name: name, response: try response(node["response"], at: path), factors: factors)
    if let within = node["within"] {
      law.groups = .within(try names(within, at: "\(path).within"))
    }
    return law
  }

  private func factor(
    _ entry: ConfigurationNode.Entry, at path: String
  ) throws(ExperimentError) -> Law.Factor {
    let ending = " - critical"
    let isAboveCritical = entry.key.hasSuffix(ending)
    let product = isAboveCritical ? String(entry.key.dropLast(ending.count)) : entry.key
    let names = product.split(separator: "*").map { name in
      String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    for name in names where !fields.numbers.contains(name) {
      throw invalid(entry.line, path, .unknownKey(allowed: fields.numbers))
    }
    var factor = Law.Factor(
      fields: names, claim: try claim(entry.value, at: path), isAboveCritical: isAboveCritical)
    if let margin = entry.value["margin"] {
      factor.margin = try number(margin, at: "\(path).margin")
      guard factor.margin > 0 else { throw notAllowed(margin, "\(path).margin", "above 0") }
    }
    return factor
  }

  /// The claimed exponent; `nil` if it is free.
  private func claim(
    _ node: ConfigurationNode, at path: String
  ) throws(ExperimentError) -> Double? {
    if case .mapping(let entries) = node.content {
      for entry in entries where !Self.claimKeys.contains(entry.key) {
        throw invalid(entry.line, "\(path).\(entry.key)", .unknownKey(allowed: Self.claimKeys))
      }
      guard let value = node["is"] else { throw invalid(node.line, "\(path).is", .missing) }
      return try claim(value, at: "\(path).is")
    }
    if node.content == .text("free") { return nil }
    return try number(node, at: path)
  }

  private func number(
    _ node: ConfigurationNode, at path: String
  ) throws(ExperimentError) -> Double {
    guard let number = node.number, number.isFinite, number.magnitude <= 1e6 else {
      throw notAllowed(node, path, "a number from -1e6 to 1e6, or free")
    }
    return number
  }

  private func response(
    _ node: ConfigurationNode?, at path: String
  ) throws(ExperimentError) -> Response {
    guard let node else { return .delay }
    guard case .text(let word) = node.content, let response = Self.responses[word] else {
      throw notAllowed(node, "\(path).response", "delay, generalization")
    }
    return response
  }

  private func names(
    _ node: ConfigurationNode, at path: String
  ) throws(ExperimentError) -> [String] {
    var names: [String] = []
    for item in try list(node, at: path, "a list of fields") {
      guard case .text(let name) = item.content, fields.all.contains(name) else {
        throw notAllowed(item, path, fields.all.joined(separator: ", "))
      }
      names.append(name)
    }
    return names
  }
}

/// The fields of configurations that a law may name, in alphabetical order.
struct LawFields: Hashable, Sendable {
  /// All of them.
  let all: [String]
  /// Those that are a number somewhere.
  let numbers: [String]

  /// Collects the fields of configurations, and the axes, whose values may be numbers.
  init(_ nodes: [ConfigurationNode], axes: [String]) {
    var numbers: [String: Bool] = [:]
    func collect(_ node: ConfigurationNode, _ path: String) {
      if case .mapping(let entries) = node.content {
        for entry in entries {
          collect(entry.value, path.isEmpty ? entry.key : "\(path).\(entry.key)")
        }
      } else if !path.isEmpty {
        numbers[path] = numbers[path] == true || node.number != nil
      }
    }
    for node in nodes { collect(node, "") }
    for axis in axes where numbers[axis] == nil { numbers[axis] = true }
    all = numbers.keys.sorted()
    self.numbers = all.filter { numbers[$0] == true }
  }
}

extension Law {
  /// Reads a law that is given apart from an experiment file, as a mapping in YAML.
  init(_ text: String, fields: LawFields) throws(ExperimentError) {
    self = try LawReader(file: "--law", fields: fields)
      .law(YAMLTree.read(text, file: "--law"), at: "law")
  }
}
