import Engine

/// The cells that meet conditions.
struct CellSelection {
  /// Their positions; there is at least one.
  private(set) var kept: [Int]
  /// A line for each field that was given by a short name.
  private(set) var notes: [String] = []

  /// Looks for the cells that meet all conditions.
  init(
    _ conditions: [CellCondition], of cells: [CellLabel], axes: [String]
  ) throws(SelectionError) {
    kept = Array(cells.indices)
    var fields: [String] = []
    for condition in conditions {
      let field = try Self.field(condition.field, of: cells, axes: axes)
      if field != condition.field { notes.append("\(condition.field) is taken for \(field)") }
      if !fields.contains(field) { fields.append(field) }
      let candidates = kept
      kept = []
      for index in candidates where try condition.holds(cells[index].value(field, axes)) {
        kept.append(index)
      }
    }
    guard kept.isEmpty else { return }
    let values = fields.map { field in
      let values = cells.compactMap { $0.value(field, axes)?.summary }.firstOfEach
      return "\(field) is \(values.prefix(20).joined(separator: ", "))"
        + (values.count > 20 ? " and others" : "")
    }
    throw .noCell(conditions.map(\.text), there: values)
  }

  /// The field that a name stands for: an axis, a dotted path, or the last part of one, of axes before
  /// all others.
  private static func field(
    _ name: String, of cells: [CellLabel], axes: [String]
  ) throws(SelectionError) -> String {
    if axes.contains(name) || cells.contains(where: { $0.value(name) != nil }) { return name }
    if case .field(let path, _) = TrialsColumn(name),
      cells.contains(where: { $0.value(path) != nil })
    {
      return path
    }
    let paths = cells.flatMap(\.node.paths).firstOfEach.sorted()
    for names in [axes, paths] {
      let candidates = names.filter { $0.hasSuffix("." + name) }
      if candidates.count > 1 { throw .ambiguous(name, candidates) }
      if let candidate = candidates.first { return candidate }
    }
    let parts = (axes + paths).flatMap { [$0, String($0.split(separator: ".").last ?? "")] }
    throw .noField(name, axes: axes, near: nearestNames(name, among: parts))
  }
}

extension CellLabel {
  /// The value of an axis, or else at a dotted path of the configuration.
  fileprivate func value(_ field: String, _ axes: [String]) -> ConfigurationNode? {
    axes.firstIndex(of: field).map { values[$0] } ?? value(field)
  }
}

extension ConfigurationNode {
  /// The dotted paths of all values that are no mappings.
  fileprivate var paths: [String] {
    guard case .mapping(let entries) = content else { return [] }
    return entries.flatMap { entry in
      guard case .mapping = entry.value.content else { return [entry.key] }
      return entry.value.paths.map { "\(entry.key).\($0)" }
    }
  }
}

extension Sequence<String> {
  /// Each of them once, where it stands first.
  fileprivate var firstOfEach: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
