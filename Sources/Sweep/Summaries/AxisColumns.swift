import Engine

/// The axes of a sweep as people read them; what programs read has every value.
///
/// - A column that an earlier one decides, as in a `zip`, is left out.
/// - A column with the same value in all cells is left out.
/// - A mapping is shown by its `kind` and by the keys in which those of its kind differ.
/// - A field is called by its last name, unless two would be called the same.
struct AxisColumns: Sendable {
  /// The fields that have a column.
  let fields: [String]
  /// What the columns are called.
  let headings: [String]
  /// The entry of each cell in each column, in the order of the cells.
  let entries: [[String]]
  /// What is not shown, a sentence each.
  let notes: [String]

  /// Takes the dotted names of the axes, and for each cell their values.
  init(_ fields: [String], _ cells: [[ConfigurationNode]]) {
    var shown: [Int] = []
    var (followers, constants): ([Int: [Int]], [Int]) = ([:], [])
    let keys = fields.indices.map { field in cells.map { $0[field].canonicalJSON } }
    for field in fields.indices {
      if Set(keys[field]).count == 1 {
        constants.append(field)
      } else if let leader = shown.first(where: { Self.decides(keys[$0], keys[field]) }) {
        followers[leader, default: []].append(field)
      } else {
        shown.append(field)
      }
    }
    let names = Self.names(fields)
    self.fields = shown.map { fields[$0] }
    headings = shown.map { names[$0] }
    let columns = shown.map { field in Self.words(cells.map { $0[field] }) }
    entries = cells.indices.map { cell in columns.map { $0[cell] } }
    let same = constants.map { field in
      "\(names[field]) \(Self.words([cells[0][field]])[0])"
    }
    notes =
      (same.isEmpty ? [] : ["All cells have \(same.joined(separator: ", "))."])
      + followers.sorted { $0.key < $1.key }.map { leader, others in
        "\(names[leader]) also sets \(others.map { names[$0] }.joined(separator: ", "))."
      }
  }

  /// The columns of a table, words to the left.
  var columns: [TextTable.Column] {
    headings.indices.map { column in
      let entries = entries.map { $0[column] }
      return TextTable.Column(
        heading: headings[column], entries: entries,
        isText: entries.contains { Double($0) == nil })
    }
  }

  /// The name of each cell: its headings and entries.
  var labels: [String] { entries.indices.map { label($0) } }

  /// The name of a cell, without a field that goes without saying.
  func label(_ cell: Int, without field: String? = nil) -> String {
    fields.indices.filter { fields[$0] != field }
      .map { "\(headings[$0]) \(entries[cell][$0])" }.joined(separator: ", ")
  }

  /// The entry of a cell in the column of a field, if that has one.
  func entry(_ cell: Int, _ field: String) -> String? {
    fields.firstIndex(of: field).map { entries[cell][$0] }
  }

  /// Whether equal values of one column always go with equal values of another.
  private static func decides(_ leader: [String], _ follower: [String]) -> Bool {
    var known: [String: String] = [:]
    for (value, other) in zip(leader, follower) {
      if let before = known[value], before != other { return false }
      known[value] = other
    }
    return true
  }

  private static func names(_ fields: [String]) -> [String] {
    let short = fields.map { field in
      singleLine(field.split(separator: ".").last.map(String.init) ?? field)
    }
    return fields.indices.map { field in
      short.count { $0 == short[field] } == 1 ? short[field] : singleLine(fields[field])
    }
  }

  /// The values of a column in words.
  private static func words(_ values: [ConfigurationNode]) -> [String] {
    let leaves = values.map { Self.leaves($0) }
    let groups = Dictionary(grouping: leaves.indices) { leaves[$0]?["kind"] ?? "" }
    return values.indices.map { index in
      guard let own = leaves[index] else { return singleLine(values[index].summary) }
      let alike = (groups[own["kind"] ?? ""] ?? []).compactMap { leaves[$0] }
      let differing = Set(alike.flatMap(\.keys)).sorted().filter { key in
        key != "kind" && Set(alike.map { $0[key] }).count > 1
      }
      let parts =
        [own["kind"]].compactMap(\.self)
        + differing.compactMap { key in own[key].map { "\(key) \($0)" } }
      return singleLine(parts.isEmpty ? values[index].summary : parts.joined(separator: " "))
    }
  }

  /// The values within a mapping by their dotted paths; `nil` for any other value.
  private static func leaves(_ node: ConfigurationNode) -> [String: String]? {
    guard case .mapping(let entries) = node.content else { return nil }
    return entries.reduce(into: [:]) { leaves, entry in
      guard let inner = Self.leaves(entry.value) else {
        leaves[entry.key] = entry.value.summary
        return
      }
      for (key, value) in inner { leaves["\(entry.key).\(key)"] = value }
    }
  }
}
