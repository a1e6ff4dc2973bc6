import Engine

/// A condition that selects cells: `train_fraction>=0.3`.
struct CellCondition: Hashable, Sendable {
  /// How a value is compared.
  enum Relation: String, Hashable, Sendable, CaseIterable {
    // Longer signs first: `<=` starts with `<`.
    case atMost = "<="
    case atLeast = ">="
    case differs = "!="
    case below = "<"
    case above = ">"
    case equals = "="
  }

  /// The condition as it was written.
  let text: String
  private let field: String
  private let relation: Relation
  private let value: String

  /// Reads a condition; `nil` if it is none.
  init?(_ text: String) {
    let signs = text.indices.compactMap { index in
      Relation.allCases.first { text[index...].hasPrefix($0.rawValue) }.map { (index, $0) }
    }
    guard let (index, relation) = signs.first else { return nil }
    field = String(text[..<index]).trimmed
    value = String(text[index...].dropFirst(relation.rawValue.count)).trimmed
    self.relation = relation
    self.text = text
    guard !field.isEmpty, !value.isEmpty else { return nil }
    if ![.equals, .differs].contains(relation), Double(value) == nil { return nil }
  }

  /// Whether a cell meets the condition.
  ///
  /// The field is the name of an axis or a dotted path of the configuration.
  func holds(_ cell: CellLabel, _ axes: [String]) throws(SelectionError) -> Bool {
    guard let node = node(cell, axes) else { throw .noField(field, axes: axes) }
    if let number = node.number, let other = Double(value) {
      return switch relation {
      case .atMost: number <= other
      case .atLeast: number >= other
      case .differs: number != other
      case .below: number < other
      case .above: number > other
      case .equals: number == other
      }
    }
    return switch relation {
    case .equals: node.summary == value
    case .differs: node.summary != value
    default: throw .noNumber(field, value: node.summary)
    }
  }

  private func node(_ cell: CellLabel, _ axes: [String]) -> ConfigurationNode? {
    if let axis = axes.firstIndex(of: field) { return cell.values[axis] }
    if case .field(let path, _) = TrialsColumn(field),
      let node = cell.value(path)
    {
      return node
    }
    return nil
  }
}

/// Why cells cannot be selected.
enum SelectionError: InputError, Hashable, Sendable {
  /// The field is not known.
  case noField(String, axes: [String])
  /// A value that is no number cannot be larger or smaller.
  case noNumber(String, value: String)
  /// No cell is left.
  case noCell([String])
  /// The table has no such row.
  case noRow(Int, count: Int)
  /// The experiment has no such seed.
  case noSeed(Int)

  /// One line.
  var description: String {
    switch self {
    case .noField(let field, let axes):
      "no field \(field); axes: \(axes.joined(separator: ", "))"
    case .noNumber(let field, let value): "\(field) is \(value), which is no number"
    case .noCell(let conditions):
      "no cell has \(conditions.joined(separator: " and "))"
    case .noRow(let row, let count): "there is no cell \(row); allowed: 1 to \(count)"
    case .noSeed(let seed): "the experiment has no seed \(seed)"
    }
  }
}
