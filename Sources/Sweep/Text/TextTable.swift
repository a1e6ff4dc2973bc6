/// Columns of text that fit a line.
///
/// Headings break before entries do, and of entries only those of text columns; numbers stay whole,
/// and a table of which nothing more can break is as wide as it has to be.
struct TextTable: Sendable {
  /// A column; each entry may have several lines.
  struct Column: Hashable, Sendable {
    /// What stands above it.
    var heading: String
    /// An entry for each row.
    var entries: [String]
    /// Whether it holds words, which stand to the left and may be broken, rather than numbers.
    var isText = false
  }

  /// The columns, all of them with as many entries.
  var columns: [Column]

  /// The narrowest that an entry of text is broken to.
  private static let narrowest = 21
  private static let gap = 2

  /// The columns of a line, for the narrowest that the table can be.
  var leastWidth: Int { Self.total(columns.map(Self.least)) }

  /// The heading, in bold, and the rows, with a newline at their end; `ink` sets off entries by their row
  /// and column.
  func text(
    _ layout: TextLayout, ink: (_ row: Int, _ column: Int, _ text: String) -> String = { $2 }
  ) -> String {
    let widths = widths(layout.width)
    let heading = zip(columns, widths).map { Self.broken($0.heading, $1) }
    var text = lines(heading, widths, atBottom: true) { layout.ink.bold($1) }
    for row in columns.first?.entries.indices ?? 0..<0 {
      let entries = zip(columns, widths).map { column, width in
        column.isText
          ? wrappedLines(column.entries[row], width: width)
          : column.entries[row].split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
      }
      text += lines(entries, widths, atBottom: false) { ink(row, $0, $1) }
    }
    return text
  }

  private func lines(
    _ entries: [[String]], _ widths: [Int], atBottom: Bool, ink: (Int, String) -> String
  ) -> String {
    let height = entries.map(\.count).max() ?? 0
    return (0..<height).map { line in
      let parts = columns.indices.map { column -> String in
        let offset = atBottom ? line - (height - entries[column].count) : line
        let entry = entries[column].indices.contains(offset) ? entries[column][offset] : ""
        let space = String(repeating: " ", count: max(0, widths[column] - entry.count))
        let isLast = column == columns.count - 1
        return columns[column].isText
          ? ink(column, entry) + (isLast ? "" : space) : space + ink(column, entry)
      }
      let text = parts.joined(separator: String(repeating: " ", count: Self.gap))
      let end = text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.startIndex
      return text[..<end] + "\n"
    }.joined()
  }

  private func widths(_ width: Int) -> [Int] {
    var widths = columns.map { column in
      max(column.heading.count, Self.longest(column.entries))
    }
    // Headings give way first, at spaces before anywhere else.
    let spaced = columns.map { column in
      let words = column.heading.split(separator: " ").map(String.init)
      return max(Self.longest(column.entries), Self.longest(words))
    }
    for floor in [spaced, columns.map(Self.unbroken), columns.map(Self.least)] {
      while Self.total(widths) > width,
        let widest = widths.indices.filter({ widths[$0] > floor[$0] })
          .max(by: { widths[$0] - floor[$0] < widths[$1] - floor[$1] })
      {
        widths[widest] -= 1
      }
    }
    return widths
  }

  private static func total(_ widths: [Int]) -> Int {
    widths.reduce(0, +) + gap * max(0, widths.count - 1)
  }

  /// The width with a broken heading and whole entries.
  private static func unbroken(_ column: Column) -> Int {
    max(longest(column.entries), longest(pieces(column.heading)))
  }

  private static func least(_ column: Column) -> Int {
    guard column.isText else { return unbroken(column) }
    let words = column.entries.flatMap { $0.split { " \n".contains($0) } }.map(\.count).max() ?? 0
    return min(
      unbroken(column), max(longest(pieces(column.heading)), min(words, narrowest), 1))
  }

  private static func longest(_ entries: [String]) -> Int {
    entries.flatMap { $0.split(separator: "\n") }.map(\.count).max() ?? 0
  }

  /// A heading in parts, which may stand on lines of their own: at spaces, and after `_` and `.`.
  private static func pieces(_ heading: String) -> [String] {
    heading.split(separator: " ").flatMap { word in
      word.reduce(into: [""]) { parts, character in
        parts[parts.count - 1].append(character)
        if character == "_" || character == "." { parts.append("") }
      }.filter { !$0.isEmpty }
    }
  }

  private static func broken(_ heading: String, _ width: Int) -> [String] {
    guard heading.count > width else { return [heading] }
    return pieces(heading).reduce(into: []) { lines, piece in
      let line = lines.last ?? ""
      let glue = line.isEmpty || line.hasSuffix("_") || line.hasSuffix(".") ? "" : " "
      if !line.isEmpty, line.count + glue.count + piece.count <= width {
        lines[lines.count - 1] = line + glue + piece
      } else {
        lines.append(piece)
      }
    }
  }
}
