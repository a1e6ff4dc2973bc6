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
  /// The field, as it was written.
  let field: String
  private let relation: Relation
  private let value: String

  /// Reads a condition; `nil` if it is none.
  init?(_ text: String) {
    let signs = text.indices.compactMap { index in
      Relation.allCases.first { text[index...].hasPrefix($0.rawValue) }.map { (index, $0) }
    }
    guard let (index, relation) = signs.first else { return nil }
    field = String(text[..<index]).trimmed
    let rest = text[index...].dropFirst(relation.rawValue.count)
    // `==` means the same as `=`.
    value = String(relation == .equals && rest.hasPrefix("=") ? rest.dropFirst() : rest).trimmed
    self.relation = relation
    self.text = text
    guard !field.isEmpty, !value.isEmpty else { return nil }
    if ![.equals, .differs].contains(relation), Double(value) == nil { return nil }
  }

  /// Whether a field's value meets the condition; a cell without the field differs from everything.
  func holds(_ found: ConfigurationNode?) throws(SelectionError) -> Bool {
    guard let found else { return relation == .differs }
    if let number = found.number, let other = Double(value) {
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
    case .equals: found.summary == value
    case .differs: found.summary != value
    default: throw .noNumber(field, value: found.summary)
    }
  }
}

/// Why cells cannot be selected.
enum SelectionError: InputError, Hashable, Sendable {
  /// The field is not known; what it may have been meant to be.
  case noField(String, axes: [String], near: [String])
  /// The short name of several fields.
  case ambiguous(String, [String])
  /// A value that is no number cannot be larger or smaller.
  case noNumber(String, value: String)
  /// No cell is left; the values that there are.
  case noCell([String], there: [String])
  /// The table has no such row.
  case noRow(Int, count: Int)
  /// The experiment has no such seed.
  case noSeed(Int, of: [Int])

  /// One line.
  var description: String {
    switch self {
    case .noField(let field, let axes, let near):
      "no field \(field)"
        + (near.isEmpty ? "." : "; did you mean \(near.joined(separator: " or "))?")
        + (axes.isEmpty ? " There are no axes" : " The axes are \(axes.joined(separator: ", "))")
    case .ambiguous(let name, let fields):
      "\(name) is short for several fields: \(fields.joined(separator: ", ")); write one of them out"
    case .noNumber(let field, let value): "\(field) is \(value), which is no number"
    case .noCell(let conditions, let there):
      "no cell has \(conditions.joined(separator: " and ")); \(there.joined(separator: "; "))"
    case .noRow(let row, let count): "there is no cell \(row); allowed: 1 to \(count)"
    case .noSeed(let seed, let seeds):
      "the experiment has no seed \(seed); it has "
        + (seeds == Array(0..<seeds.count)
          ? "0 to \(seeds.count - 1)"
          : seeds.prefix(20).map(String.init).joined(separator: ", "))
    }
  }
}
