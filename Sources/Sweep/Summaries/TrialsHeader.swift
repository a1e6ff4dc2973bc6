import Engine

/// The header of a file of trials, and the rows below it, all as long as the header.
struct TrialsHeader: Sendable {
  /// The file, as it was named.
  let file: String
  /// The columns' names.
  let names: [String]
  /// What the columns hold.
  let columns: [TrialsColumn]
  /// The rows below.
  let rows: [CSVText.Row]
  /// Whether a column's values are words: the first of them is, and the column may.
  let isText: [Bool]
  /// Where a column's values stand in the configuration, of those that are fields.
  private let paths: [[Substring]?]

  /// Reads the text of a file.
  init(_ text: String, file: String) throws(TrialsFileError) {
    let all: [CSVText.Row]
    do {
      all = try CSVText(text).rows
    } catch {
      switch error {
      case .openQuote(let line, let column):
        throw TrialsFileError(file: file, line: line, column: "\(column)", problem: .openQuote)
      case .textAfterQuote(let line, let column):
        throw TrialsFileError(file: file, line: line, column: "\(column)", problem: .textAfterQuote)
      }
    }
    guard let header = all.first, all.count > 1 else {
      throw TrialsFileError(file: file, line: 1, problem: .noTrials)
    }
    self.file = file
    names = header.fields
    columns = names.map(TrialsColumn.init)
    rows = Array(all.dropFirst())

    for (index, name) in names.enumerated() {
      if name.isEmpty {
        throw TrialsFileError(
          file: file, line: header.line, column: "\(index + 1)", problem: .unnamedColumn)
      }
      if let other = columns[..<index].firstIndex(of: columns[index]), columns[index] != .unused {
        throw TrialsFileError(
          file: file, line: header.line, column: name,
          problem: .repeatedColumn(other: names[other] == name ? "" : names[other]))
      }
    }
    for (column, name) in [
      (TrialsColumn.seed, "seed"), (.memorization, "memorization_step"),
      (.generalization, "generalization_step"),
    ] where !columns.contains(column) {
      throw TrialsFileError(
        file: file, line: header.line, column: name, problem: .missingColumn(found: names))
    }
    for row in rows where row.fields.count != names.count {
      throw TrialsFileError(
        file: file, line: row.line,
        column: row.fields.count < names.count ? names[row.fields.count] : "\(names.count + 1)",
        problem: .raggedRow(count: row.fields.count, expected: names.count))
    }
    paths = Self.paths(columns)
    let first = rows[0].fields
    isText = zip(columns, first).map { column, text in
      if case .field(_, .any) = column { Double(text) == nil } else { false }
    }
  }

  /// A path for each field, none of which is the beginning of another.
  ///
  /// A column `optimizer` beside the learning rate would else take the place of the whole mapping. It
  /// stands where no law looks for a number, beside the others.
  private static func paths(_ columns: [TrialsColumn]) -> [[Substring]?] {
    func plain(_ path: String) -> [Substring] {
      path.split(separator: ".", omittingEmptySubsequences: false)
    }
    let known = CellLabel.lawFields + CellLabel.measurement
    var taken = known.map(plain)
    for case .field(let path, let kind) in columns where kind != .any { taken.append(plain(path)) }
    return columns.map { column in
      guard case .field(let path, let kind) = column else { return nil }
      let parts = plain(path)
      guard kind == .any else { return parts }
      let collides = taken.contains { other in
        other != parts && (other.starts(with: parts) || parts.starts(with: other))
      }
      let free = collides ? ["column " + Substring(path)] : parts
      taken.append(free)
      return free
    }
  }

  /// The positions of the columns that hold fields of the configuration.
  var fieldColumns: [Int] {
    columns.indices.filter { if case .field = columns[$0] { true } else { false } }
  }

  /// The configuration that values of all of ``fieldColumns`` make.
  func node(_ values: [ConfigurationNode]) -> ConfigurationNode {
    var node = ConfigurationNode(.mapping([]))
    for (column, value) in zip(fieldColumns, values) {
      if let path = paths[column] { node.set(value, at: path[...]) }
    }
    return node
  }

  /// An error in a column that is known to be there.
  func error(
    _ line: Int, _ column: TrialsColumn, _ problem: TrialsFileError.Problem
  ) -> TrialsFileError {
    TrialsFileError(
      file: file, line: line, column: columns.firstIndex(of: column).map { names[$0] },
      problem: problem)
  }
}
