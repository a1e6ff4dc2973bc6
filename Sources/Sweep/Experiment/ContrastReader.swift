import Engine

/// Reads the list `contrasts` of an experiment file.
///
/// ```
/// contrasts:
///   - {compare: {optimizer.weight_decay: 3}, with: {optimizer.weight_decay: 1}}
///   - {exponent: optimizer.weight_decay, is: -1, response: delay}
/// ```
struct ContrastReader: NodeReader {
  private static let differenceKeys = ["compare", "with", "response"]
  private static let exponentKeys = ["exponent", "is", "response"]

  let file: String
  private let grid: Grid

  /// Prepares to read contrasts of the cells of a grid.
  init(file: String, grid: Grid) {
    self.file = file
    self.grid = grid
  }

  /// Reads the whole list.
  func contrasts(_ node: ConfigurationNode) throws(ExperimentError) -> [Contrast] {
    let items = try list(node, at: "contrasts", "a list of hypotheses")
    var contrasts: [Contrast] = []
    for (index, item) in items.enumerated() {
      let contrast = try contrast(item, at: "contrasts[\(index)]")
      guard !contrasts.contains(contrast) else { throw error(item.line, .repeatedContrast) }
      contrasts.append(contrast)
    }
    return contrasts
  }

  private func contrast(
    _ node: ConfigurationNode, at path: String
  ) throws(ExperimentError) -> Contrast {
    let entries = try mapping(
      node, at: path, "a mapping with compare and with, or with exponent and is")
    let keys = node["exponent"] == nil ? Self.differenceKeys : Self.exponentKeys
    for entry in entries where !keys.contains(entry.key) {
      throw invalid(entry.line, "\(path).\(entry.key)", .unknownKey(allowed: keys))
    }
    let claim: Contrast.Claim
    if let field = node["exponent"] {
      claim = try exponent(field, try required("is", of: node, at: path), at: path)
    } else {
      let first = try cell(try required("compare", of: node, at: path), at: "\(path).compare")
      let second = try cell(try required("with", of: node, at: path), at: "\(path).with")
      guard first != second else { throw error(node.line, .sameCell) }
      claim = .difference(first: first, second: second)
    }
    return Contrast(claim: claim, response: try response(node["response"], at: path))
  }

  private func exponent(
    _ node: ConfigurationNode, _ value: ConfigurationNode, at path: String
  ) throws(ExperimentError) -> Contrast.Claim {
    guard case .text(let field) = node.content else {
      throw wrongType(node, "\(path).exponent", "the name of a varied field")
    }
    let numbers = try axis(field, line: node.line).compactMap { value -> Double? in
      (try? Double(value, at: field)).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    }
    guard Set(numbers).count > 1 else { throw error(node.line, .noExponent(field: field)) }
    do throws(ConfigurationError) {
      let exponent = try Double(value, at: "\(path).is")
      guard exponent.isFinite else {
        throw ConfigurationError(
          path: "\(path).is", line: value.line,
          problem: .notAllowed(value: value.summary, allowed: "a finite number"))
      }
      return .exponent(field: field, value: exponent)
    } catch {
      throw invalid(error)
    }
  }

  /// The one cell that has the values of a mapping.
  private func cell(_ node: ConfigurationNode, at path: String) throws(ExperimentError) -> Int {
    guard case .mapping(let entries) = node.content, !entries.isEmpty else {
      throw wrongType(node, path, "a mapping of varied fields to values that names a cell")
    }
    var wanted: [(field: Int, value: String)] = []
    for entry in entries {
      let values = try axis(entry.key, line: entry.line)
      let text = entry.value.canonicalJSON
      guard values.contains(where: { $0.canonicalJSON == text }) else {
        let known = values.reduce(into: [String]()) { known, value in
          if !known.contains(value.summary) { known.append(value.summary) }
        }
        throw error(
          entry.value.line,
          .noValue(field: entry.key, value: entry.value.summary, values: known))
      }
      wanted.append((grid.fields.firstIndex(of: entry.key) ?? 0, text))
    }
    let cells = (0..<grid.cellCount).filter { cell in
      let values = grid.values(cell)
      return wanted.allSatisfy { values[$0.field].canonicalJSON == $0.value }
    }
    guard let cell = cells.first, cells.count == 1 else {
      let others = grid.fields.filter { field in !entries.contains { $0.key == field } }
      throw error(node.line, .notOneCell(path: path, count: cells.count, others: others))
    }
    return cell
  }

  /// All values of a varied field.
  private func axis(_ field: String, line: Int?) throws(ExperimentError) -> [ConfigurationNode] {
    for axis in grid.axes {
      if let column = axis.fields.firstIndex(of: field) { return axis.positions.map { $0[column] } }
    }
    throw error(line, .noContrastAxis(field: field, axes: grid.fields))
  }

  private func response(
    _ node: ConfigurationNode?, at path: String
  ) throws(ExperimentError) -> Response {
    guard let node else { return .generalizationStep }
    guard case .text(let word) = node.content, let response = Response(rawValue: word) else {
      throw invalid(
        node.line, "\(path).response",
        .notAllowed(
          value: node.summary, allowed: Response.allCases.map(\.rawValue).joined(separator: ", ")))
    }
    return response
  }
}
