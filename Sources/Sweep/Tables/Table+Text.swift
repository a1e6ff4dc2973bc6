import Statistics

extension Table {
  /// What happened to the trials of each cell in the columns that there is room for, and what that
  /// means in a few lines; what censored trials say comes in a second table, if that is asked for.
  func text(_ layout: TextLayout = TextLayout(), survival: Bool = false) -> String {
    let (first, left) = fitting(layout)
    var text = first.text(layout, ink: { self.ink(layout, first, $0, $1, $2) })
    let isSecond = survival || layout.isWide
    if isSecond {
      for columns in bands(left + self.survival, layout) {
        text += "\n" + TextTable(columns: axisColumns + columns).text(layout)
      }
    }
    let notes = axes.notes + notes + (isSecond ? survivalNotes : [pointer(left)])
    return text + "\n" + notes.map(layout.remark).joined()
      + declared(as: .text, layout)
  }

  /// The declared hypotheses, if there are any.
  func declared(as format: TableFormat, _ layout: TextLayout) -> String {
    sweep.contrasts.isEmpty ? "" : "\n" + ContrastTable(sweep).rendered(as: format, layout)
  }

  private var axisColumns: [TextTable.Column] {
    let numbers = TextTable.Column(heading: "cell", entries: sweep.numbers.map(String.init))
    return (sweep.cells.count > 1 ? [numbers] : []) + axes.columns
  }

  /// The columns that always stand there, and those of the others that there is room for; what is
  /// left is in the second table.
  private func fitting(_ layout: TextLayout) -> (TextTable, left: [TextTable.Column]) {
    var columns = axisColumns
    columns.append(
      column("generalized") { $0.trials == 0 ? "-" : "\($0.generalized)/\($0.trials)" })
    columns += milestones.filter { column in
      switch column.heading {
      case "memorized": rows.contains { $0.memorized < $0.trials }
      case "diverged": rows.contains { $0.diverged > 0 }
      case "compression factor": rows.contains { $0.compressionFactor.mean != nil }
      default: column.heading.hasSuffix("step") || column.heading == "delay"
      }
    }
    if rows.contains(where: { $0.survival.stability.isUnstable }) {
      let flags = rows.map { $0.survival.stability.isUnstable ? "UNSTABLE" : "" }
      columns.append(TextTable.Column(heading: "flag", entries: flags, isText: true))
    }
    var left: [TextTable.Column] = []
    for heading in ["compression factor", "memorization step", "memorized", "cell", "delay"] {
      guard TextTable(columns: columns).leastWidth > layout.width else { break }
      guard let position = columns.firstIndex(where: { $0.heading == heading }) else { continue }
      let column = columns.remove(at: position)
      if heading != "cell" { left.insert(column, at: 0) }
    }
    return (TextTable(columns: columns), left)
  }

  /// Columns in groups, each of which fits beside the axes.
  private func bands(_ columns: [TextTable.Column], _ layout: TextLayout) -> [[TextTable.Column]] {
    let shown = columns.filter { $0.heading != "flag" || $0.entries.contains { !$0.isEmpty } }
    return shown.reduce(into: [[]]) { bands, column in
      let wider = bands[bands.count - 1] + [column]
      if TextTable(columns: axisColumns + wider).leastWidth <= layout.width || wider.count == 1 {
        bands[bands.count - 1] = wider
      } else {
        bands.append([column])
      }
    }
  }

  private func ink(
    _ layout: TextLayout, _ table: TextTable, _ row: Int, _ column: Int, _ text: String
  ) -> String {
    if text.hasPrefix(">") { return layout.ink.faint(text) }
    return text.hasPrefix("UNSTABLE") ? layout.ink.warning(text) : text
  }

  /// What a reader must know, in a few lines.
  private var notes: [String] {
    [
      "Steps are medians with 95 % intervals (from 6 trials); > where censored or diverged trials "
        + "decide. " + sweep.milestoneNotes.joined(separator: " "),
      [sweep.unmemorizedNote, sweep.countNote, totals].compactMap(\.self).joined(separator: " "),
    ]
  }

  /// How many of all trials ended how.
  private var totals: String {
    let totals = rows.reduce(into: (generalized: 0, censored: 0, diverged: 0)) { totals, row in
      totals.generalized += row.generalized
      totals.censored += row.censored
      totals.diverged += row.diverged
    }
    return "\(totals.generalized) generalized, \(totals.censored) censored, "
      + "\(totals.diverged) diverged."
  }

  private func pointer(_ left: [TextTable.Column]) -> String {
    let more = left.map(\.heading) + ["shares", "Kaplan-Meier medians", "quartiles"]
    return "--survival adds \(more.joined(separator: ", ")); docs/statistics.md has the methods."
  }
}
