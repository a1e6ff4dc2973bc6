import Foundation

/// What the tests read of a page of the documents.
struct Markdown {
  /// A table, where it stands.
  struct Table {
    /// The heading above it: its first word in code, or the whole of it.
    let section: String
    /// The last `kind: NAME` between the heading and the table.
    let kind: String?
    /// The entries of its first row.
    let header: [String]
    /// The entries of the others.
    var rows: [[String]] = []

    /// What is in code in a column, of all rows.
    func codes(_ column: Int) -> Set<String> { Set(rows.flatMap { Markdown.codes($0[column]) }) }
  }

  /// The page.
  let text: String
  /// The tables, in their order.
  private(set) var tables: [Table] = []
  /// The names that a line `kind: NAME` begins with, by section.
  private(set) var kinds: [String: Set<String>] = [:]
  /// The headings.
  private(set) var sections: [String] = []

  init(_ text: String) {
    self.text = text
    var (section, kind, isTable): (String, String?, Bool) = ("", nil, false)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("#") {
        let title = line.drop { $0 == "#" || $0 == " " }
        (section, kind) = (Self.codes(String(title)).first ?? String(title), nil)
        sections.append(section)
      } else if line.hasPrefix("`kind: ") {
        kind = Self.codes(String(line))[0].split(separator: " ").last.map(String.init)
        kinds[section, default: []].insert(kind ?? "")
      }
      guard line.hasPrefix("|") else {
        isTable = false
        continue
      }
      let entries = line.split(separator: "|", omittingEmptySubsequences: false)
        .dropFirst().dropLast().map { $0.trimmingCharacters(in: .whitespaces) }
      if !isTable {
        tables.append(Table(section: section, kind: kind, header: entries))
      } else if !entries[0].hasPrefix("---") {
        tables[tables.count - 1].rows.append(entries)
      }
      isTable = true
    }
  }

  /// What stands between backticks.
  static func codes(_ text: String) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
  }

  /// The tables of a section.
  func tables(_ section: String) -> [Table] { tables.filter { $0.section == section } }
}
