import Engine

/// Reads the list `detectors` of an experiment file, or one detector by itself.
///
/// ```
/// detectors:
///   - fsd
///   - {name: low rank, measure: ranks.stable_rank.hidden.weight, below: 12, sustained: 2}
///   - {name: classes part, measure: ildr, above: {times: 2.5, of: memorization}}
///   - {name: onset, measure: commutator_defect, above: [{times: 10, of: {first: 3}}, 20]}
/// ```
struct DetectorReader: NodeReader {
  private static let keys = ["name", "measure", "above", "below", "sustained"]
  private static let levelKeys = ["times", "of"]
  private static let baselines = "memorization, {step: a step}, {first: a number of values}"

  let file: String
  /// What detectors may look at.
  let columns: MeasuredColumns
  /// Whence a detector comes that is no published one.
  let origin: Detector.Origin

  /// Reads the whole list.
  func detectors(_ node: ConfigurationNode) throws(ExperimentError) -> [Detector] {
    var detectors: [Detector] = []
    for (index, item) in try list(node, at: "detectors", "a list of detectors").enumerated() {
      let detector = try detector(item, at: "detectors[\(index)]")
      guard !detectors.contains(where: { $0.name == detector.name }) else {
        throw notAllowed(
          item["name"] ?? item, "detectors[\(index)].name", "a name that no other detector has")
      }
      detectors.append(detector)
    }
    return detectors
  }

  /// Reads one detector.
  func detector(
    _ node: ConfigurationNode, at path: String
  ) throws(ExperimentError) -> Detector {
    let names = Detector.publishedNames.joined(separator: ", ")
    if case .text(let name) = node.content {
      let published: Detector?
      do throws(NoSuchColumn) {
        published = try Detector.published(name, columns)
      } catch {
        throw notAllowed(node, path, "detectors of what is measured: \(error.allowed)")
      }
      guard let published else {
        throw notAllowed(node, path, "\(names), or a mapping with name and measure")
      }
      return published
    }
    let entries = try mapping(node, at: path, "one of \(names), or a mapping with name and measure")
    for entry in entries where !Self.keys.contains(entry.key) {
      throw invalid(entry.line, "\(path).\(entry.key)", .unknownKey(allowed: Self.keys))
    }
    let name = try required("name", of: node, at: path)
    guard case .text(let text) = name.content, !text.isEmpty, text.count <= 100,
      !text.contains(where: \.isNewline), !Detector.publishedNames.contains(text)
    else {
      throw notAllowed(
        name, "\(path).name", "a name of up to 100 characters that no published detector has")
    }
    return Detector(
      name: text, column: try column(try required("measure", of: node, at: path), at: path),
      bounds: try bounds(node, at: path), sustained: try sustained(node["sustained"], at: path),
      origin: origin)
  }

  private func column(
    _ node: ConfigurationNode, at path: String
  ) throws(ExperimentError) -> MeasuredColumn {
    guard case .text(let name) = node.content else {
      throw wrongType(node, "\(path).measure", "the name of a column")
    }
    let found: [MeasuredColumn]
    do throws(NoSuchColumn) {
      found = try columns.named(name)
    } catch {
      throw notAllowed(node, "\(path).measure", error.allowed)
    }
    // The main column of a measure may have the measure's name.
    if let column = found.count == 1 ? found[0] : found.first(where: { $0.column == name }) {
      return column
    }
    throw notAllowed(node, "\(path).measure", found.map(\.name).joined(separator: ", "))
  }

  private func bounds(
    _ node: ConfigurationNode, at path: String
  ) throws(ExperimentError) -> [Detector.Bound] {
    var bounds: [Detector.Bound] = []
    for side in [Detector.Bound.Side.above, .below] {
      let path = "\(path).\(side.rawValue)"
      guard let levels = node[side.rawValue] else { continue }
      if case .list(let nodes) = levels.content {
        guard !nodes.isEmpty else { throw notAllowed(levels, path, "a level, or a list of levels") }
        for (index, node) in nodes.enumerated() {
          bounds.append(.init(side: side, level: try level(node, at: "\(path)[\(index)]")))
        }
      } else {
        bounds.append(.init(side: side, level: try level(levels, at: path)))
      }
    }
    guard !bounds.isEmpty else { throw invalid(node.line, "\(path).above or below", .missing) }
    return bounds
  }

  private func level(
    _ node: ConfigurationNode, at path: String
  ) throws(ExperimentError) -> Detector.Level {
    guard case .mapping(let entries) = node.content else {
      guard let value = node.number, value.isFinite else {
        throw notAllowed(node, path, "a number, or a mapping with times and of")
      }
      return .value(value)
    }
    for entry in entries where !Self.levelKeys.contains(entry.key) {
      throw invalid(entry.line, "\(path).\(entry.key)", .unknownKey(allowed: Self.levelKeys))
    }
    let times = try required("times", of: node, at: path)
    guard let factor = times.number, factor > 0, factor.isFinite else {
      throw notAllowed(times, "\(path).times", "a number above 0")
    }
    return .times(
      factor, of: try baseline(try required("of", of: node, at: path), at: "\(path).of"))
  }

  private func baseline(
    _ node: ConfigurationNode, at path: String
  ) throws(ExperimentError) -> Detector.Baseline {
    if node.content == .text("memorization") { return .memorization }
    guard case .mapping(let entries) = node.content, entries.count == 1,
      case .integer(let number) = entries[0].value.content
    else { throw notAllowed(node, path, Self.baselines) }
    switch (entries[0].key, number) {
    case ("step", 0...): return .step(number)
    case ("first", 1...1000): return .first(number)
    default: throw notAllowed(node, path, Self.baselines)
    }
  }

  private func sustained(
    _ node: ConfigurationNode?, at path: String
  ) throws(ExperimentError) -> Int {
    guard let node else { return 1 }
    guard case .integer(let count) = node.content, (1...1000).contains(count) else {
      throw notAllowed(node, "\(path).sustained", "a whole number from 1 to 1000")
    }
    return count
  }
}

extension Detector {
  /// Reads a detector that is given apart from an experiment file: the name of a published one, or a
  /// mapping in YAML.
  init(_ text: String, columns: MeasuredColumns) throws(ExperimentError) {
    self = try DetectorReader(file: "--detector", columns: columns, origin: .chosen)
      .detector(YAMLTree.read(text, file: "--detector"), at: "detector")
  }
}
