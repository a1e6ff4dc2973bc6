/// A table of a page.
struct PageTable: Fragment {
  /// One entry.
  struct Entry: Hashable, Sendable {
    let text: String
    /// Whether it is a number, or begins with one, and stands to the right.
    let isNumber: Bool
    /// Whether it is long, and may be broken anywhere.
    let isLong: Bool

    init(_ text: String) {
      self.text = text
      isNumber = text.isEmpty || text.first.map { "0123456789>-−+[".contains($0) } == true
      isLong = text.unicodeScalars.count > 36
    }
  }

  /// One row.
  struct Row: Hashable, Sendable {
    let entries: [Entry]
  }

  /// How many rows are shown of a longer table.
  static let most = 500

  let caption: String?
  let heads: [Entry]
  let rows: [Row]
  /// What is not shown, in words; `nil` if nothing is left out.
  let reduction: String?

  /// A table of lines, the first of which are shown.
  init(
    _ heads: [String], _ lines: [[String]], caption: String? = nil, most: Int = PageTable.most
  ) {
    self.caption = caption
    let rows = lines.prefix(most).map { Row(entries: $0.map(Entry.init)) }
    self.rows = rows
    // A column's head stands where its numbers do.
    self.heads = heads.enumerated().map { index, head in
      Entry(
        text: head, isNumber: rows.allSatisfy { $0.entries[index].isNumber }, isLong: false)
    }
    reduction =
      lines.count > most ? "The first \(most) of \(lines.count) rows are shown." : nil
  }

  /// The same, of lines whose first has the heads.
  init(_ lines: [[String]], caption: String? = nil, most: Int = PageTable.most) {
    self.init(lines.first ?? [], Array(lines.dropFirst()), caption: caption, most: most)
  }

  static let template = Template(
    """
    <div class="scroll" tabindex="0"><table>
    {{#caption}}
    <caption>{{caption}}</caption>
    {{/caption}}
    <thead><tr>{{#heads}}<th scope="col"{{#isNumber}} class="n"{{/isNumber}}>{{text}}</th>{{/heads}}</tr></thead>
    <tbody>
    {{#rows}}
    <tr>{{#entries}}<td{{#isNumber}} class="n"{{/isNumber}}{{#isLong}} class="l"{{/isLong}}>{{text}}</td>{{/entries}}</tr>
    {{/rows}}
    </tbody></table></div>
    {{#reduction}}
    <p class="note">{{reduction}}</p>
    {{/reduction}}

    """)
}

extension PageTable.Entry {
  fileprivate init(text: String, isNumber: Bool, isLong: Bool) {
    (self.text, self.isNumber, self.isLong) = (text, isNumber, isLong)
  }
}

extension DatumTable {
  /// The table in a page.
  func page(caption: String? = nil, most: Int = PageTable.most) -> PageTable {
    PageTable(lines, caption: caption, most: most)
  }
}
