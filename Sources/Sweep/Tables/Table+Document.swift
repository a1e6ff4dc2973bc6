import Statistics

extension Table {
  /// The table for a document, with what it means below.
  var markdown: String {
    document(as: .markdown, markdownTable, footer: footer.joined(separator: " "))
  }

  /// The table for a paper, with what it means below.
  var latex: String {
    document(as: .latex, latexTable, footer: footer.map(latexEscaped).joined(separator: "\n"))
  }

  private func document(
    as format: TableFormat, _ table: ([[String]]) -> String, footer: String
  ) -> String {
    table(lines(milestones)) + "\n" + table(lines(survival)) + "\n"
      + axes.notes.map { (format == .latex ? latexEscaped($0) : $0) + "\n" }.joined() + footer
      + "\n" + declared(as: format, TextLayout())
  }

  /// Some columns beside the axes: their heads, then a line for each cell.
  func lines(_ columns: [TextTable.Column]) -> [[String]] {
    let axes = axes
    return [axes.headings + columns.map(\.heading)]
      + rows.indices.map { row in axes.entries[row] + columns.map { $0.entries[row] } }
  }

  /// What a reader must know to quote the table.
  var footer: [String] {
    ["Steps are medians."] + sweep.milestoneNotes + [
      "Censored trials (neither generalized nor diverged) and diverged ones are counted as later "
        + "than every number; > marks where they decide.",
      "In brackets 95 % intervals: of medians from interpolated order statistics (Hettmansperger & "
        + "Sheather 1986; from 6 trials), of the mean compression factor Student t.",
    ] + survivalNotes + [sweep.unmemorizedNote, sweep.countNote].compactMap(\.self)
  }
}
