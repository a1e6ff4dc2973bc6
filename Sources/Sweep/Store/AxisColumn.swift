import Engine
import GRDB

/// An axis as a typed column of a view on cells `c`.
///
/// Its SQL means the same to SQLite from 3.9 and to DuckDB, which parses views by itself: there,
/// `json_extract` gives a type of its own until it is cast, and words keep their quotes.
struct AxisColumn: Hashable {
  /// What the values of an axis are, and so the type of its column.
  enum Kind: Hashable {
    /// Whole numbers.
    case integers
    /// Numbers.
    case numbers
    /// `true` and `false`, which are 1 and 0: SQLite has nothing else for them.
    case booleans
    /// Words, what is no single value as JSON, and whatever is mixed.
    case words

    /// The kind that holds values of all these types of JSON, by SQLite's names.
    init(_ types: Set<String>) {
      self =
        if types.isSubset(of: ["integer"]) {
          .integers
        } else if types.isSubset(of: ["integer", "real"]) {
          .numbers
        } else if types.isSubset(of: ["true", "false"]) {
          .booleans
        } else {
          .words
        }
    }
  }

  /// The dotted path of the field, which is the column's name.
  let field: String
  /// What it holds.
  let kind: Kind
  /// The value of cells whose JSON leaves the field out because it is at its default; `nil` if that
  /// means none.
  let omitted: ConfigurationNode?

  /// The axes of an experiment, typed by its cells and by those that are stored.
  static func all(_ experiment: Experiment, in db: Database) throws -> [AxisColumn] {
    var kinds = Array(repeating: Set<String>(), count: experiment.fields.count)
    var omitted = [ConfigurationNode?](repeating: nil, count: experiment.fields.count)
    var seen = Array(repeating: Set<ConfigurationNode>(), count: experiment.fields.count)
    for index in 0..<experiment.cellCount {
      // A value looks alike in all cells, and most cells have none that is new.
      let values = experiment.values(ofCell: index)
      let new = values.indices.filter { seen[$0].insert(values[$0]).inserted }
      guard !new.isEmpty else { continue }
      let node = experiment.cell(index).configuration.node
      for axis in new {
        let stored = node[path: experiment.fields[axis].split(separator: ".")]
        if stored == nil { omitted[axis] = values[axis].isNone ? nil : values[axis] }
        if let value = stored ?? omitted[axis] { kinds[axis].insert(value.jsonType) }
      }
    }
    return try experiment.fields.enumerated().map { axis, field in
      // A cell that leaves the field out has NULL.
      let types = try String?.fetchAll(
        db, sql: "SELECT DISTINCT json_type(configuration, ?) FROM cells",
        arguments: [path(of: field)]
      ).compactMap(\.self)
      return AxisColumn(
        field: field, kind: Kind(kinds[axis].union(types)), omitted: omitted[axis])
    }
  }

  /// The column's definition, under a given name.
  func sql(as name: String) -> String {
    let value = "json_extract(c.configuration, \(Self.literal(Self.path(of: field))))"
    let typed =
      switch kind {
      case .integers: "CAST(\(value) AS BIGINT)"
      case .numbers: "CAST(\(value) AS DOUBLE)"
      case .booleans: "CAST(CAST(\(value) AS BOOLEAN) AS INTEGER)"
      case .words: "trim(CAST(\(value) AS TEXT), '\"')"
      }
    let whole = omitted.map { "coalesce(\(typed), \(literal($0)))" } ?? typed
    return "\(whole) AS \(name.quotedDatabaseIdentifier)"
  }

  private func literal(_ value: ConfigurationNode) -> String {
    switch (kind, value.content) {
    case (.words, _): Self.literal(value.summary)
    case (_, .boolean(let holds)): holds ? "1" : "0"
    case (.numbers, _): "CAST(\(value.canonicalJSON) AS DOUBLE)"
    default: value.canonicalJSON
    }
  }

  private static func path(of field: String) -> String {
    "$" + field.split(separator: ".").map { ".\"\($0)\"" }.joined()
  }

  private static func literal(_ text: String) -> String {
    "'" + text.replacing("'", with: "''") + "'"
  }
}

extension ConfigurationNode {
  /// Whether it says that an optional field has no value.
  fileprivate var isNone: Bool { content == .null || content == .text("none") }

  /// The type of its canonical JSON, by SQLite's name.
  fileprivate var jsonType: String {
    switch content {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .integer: "integer"
    case .real: canonicalJSON.contains { [".", "e"].contains($0) } ? "real" : "integer"
    case .text: "text"
    case .list: "array"
    case .mapping: "object"
    }
  }
}
