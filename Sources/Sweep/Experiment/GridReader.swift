import Engine

/// Reads the mapping `grid` of an experiment file.
///
/// ```
/// grid:
///   train_fraction: [0.40, 0.50]                    # an axis
///   zip:                                            # each group is an axis of several fields
///     - {task.modulus: [59, 97], steps: [1e4, 3e4]}
///   exclude:                                        # a cell that meets all of a rule is left out
///     - {train_fraction: 0.40, task.modulus: [59]}
/// ```
struct GridReader: NodeReader {
  let file: String
  private(set) var axes: [Axis] = []
  private(set) var exclusions: [Exclusion] = []
  /// The line of the rules, if there are any.
  private(set) var exclusionLine: Int?

  /// Reads axes, groups and rules, but no configuration: values are checked cell by cell later.
  init(_ node: ConfigurationNode, file: String) throws(ExperimentError) {
    self.file = file
    let entries = try mapping(node, at: "grid", "a mapping of fields to lists of values")
    for entry in entries {
      switch entry.key {
      case "zip":
        for (index, group) in try list(entry.value, at: "grid.zip", "a list of groups").enumerated()
        {
          let path = "grid.zip[\(index)]"
          let fields = try mapping(group, at: path, "a mapping of fields to lists")
          guard !fields.isEmpty else { throw error(group.line, .emptyAxis(field: path)) }
          try addAxis(fields)
        }
      case "exclude": continue
      default: try addAxis([entry])
      }
    }
    // Rules may stand before the axes that they name.
    guard let rules = entries.first(where: { $0.key == "exclude" }) else { return }
    exclusionLine = rules.line
    for rule in try list(rules.value, at: "grid.exclude", "a list of rules") {
      try addExclusion(rule)
    }
  }

  private mutating func addAxis(_ entries: [ConfigurationNode.Entry]) throws(ExperimentError) {
    var columns: [[ConfigurationNode]] = []
    for entry in entries {
      let field = entry.key
      guard !axes.contains(where: { $0.fields.contains(field) }) else {
        throw error(entry.line, .repeatedAxis(field: field))
      }
      guard field != "seed.trial" else { throw error(entry.line, .trialSeed(field: field)) }
      let values = try list(entry.value, at: "grid.\(field)", "a list of values")
      guard !values.isEmpty else { throw error(entry.line, .emptyAxis(field: field)) }
      if let first = columns.first, first.count != values.count {
        throw error(
          entry.line,
          .unequalLengths(
            field: field, count: values.count, other: entries[0].key, otherCount: first.count))
      }
      columns.append(values)
    }

    let positions = (0..<(columns.first?.count ?? 0)).map { row in columns.map { $0[row] } }
    var seen: Set<String> = []
    for position in positions {
      let values = position.map(\.canonicalJSON)
      guard seen.insert(values.joined(separator: "\n")).inserted else {
        throw error(
          position.first?.line,
          .repeatedValue(
            field: entries.map(\.key).joined(separator: ", "),
            value: position.map(\.summary).joined(separator: ", ")))
      }
    }
    axes.append(Axis(fields: entries.map(\.key), lines: entries.map(\.line), positions: positions))
  }

  private mutating func addExclusion(_ rule: ConfigurationNode) throws(ExperimentError) {
    let entries = try mapping(
      rule, at: "grid.exclude", "a rule: a mapping of fields to values")
    guard !entries.isEmpty else { throw error(rule.line, .emptyRule) }
    var exclusion = Exclusion(positions: [:])
    for entry in entries {
      guard let axis = axes.firstIndex(where: { $0.fields.contains(entry.key) }),
        let column = axes[axis].fields.firstIndex(of: entry.key)
      else {
        throw error(
          entry.line, .noAxis(field: entry.key, axes: axes.flatMap(\.fields)))
      }
      let onAxis = axes[axis].positions.map { $0[column] }
      var positions: Set<Int> = []
      for value in values(entry.value) {
        let text = value.canonicalJSON
        let matching = onAxis.indices.filter { onAxis[$0].canonicalJSON == text }
        guard !matching.isEmpty else {
          throw error(
            value.line,
            .noValue(field: entry.key, value: value.summary, values: onAxis.map(\.summary)))
        }
        positions.formUnion(matching)
      }
      // Two fields of one zip group name the same axis.
      exclusion.positions[axis] = exclusion.positions[axis]?.intersection(positions) ?? positions
    }
    exclusions.append(exclusion)
  }

  /// The values that a rule names: one, or a list of them.
  private func values(_ node: ConfigurationNode) -> [ConfigurationNode] {
    if case .list(let values) = node.content { values } else { [node] }
  }
}
