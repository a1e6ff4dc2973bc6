import Engine
import Statistics

/// Two sweeps cell by cell, for reading and for programs.
struct DifferenceReport: Sendable {
  /// What is compared.
  let difference: SweepDifference
  /// What the sweeps are called.
  let names: [String]
  /// Lines of the experiment files: of the first only with a `-`, of the second only with a `+`.
  let changes: [String]

  /// Compares two sweeps, with the texts of their files if they have any.
  init(_ difference: SweepDifference, names: [String], sources: [String]) {
    (self.difference, self.names) = (difference, names)
    changes = sources.count == 2 ? Self.changes(sources[0], sources[1]) : []
  }

  /// The report in a format, with a newline at its end; programs get the cells alone.
  func rendered(as format: TableFormat, _ layout: TextLayout = TextLayout()) -> String {
    guard format == .text else {
      return DatumTable(
        columns: columns, rows: rows, notes: notes + "\n", axes: difference.fields.count
      ).rendered(as: format)
    }
    return head(layout) + "\n" + table(layout)
  }

  // MARK: - For reading

  private func head(_ layout: TextLayout) -> String {
    func count(_ holds: (SweepDifference.Cell) -> Bool) -> String {
      plural(difference.cells.count(where: holds), "cell")
    }
    let overall = difference.overall
    let common = difference.cells.filter { $0.isCommon }
    let pairs = common.reduce(0) { $0 + $1.pairs }
    let equal = common.reduce(0) { $0 + $1.equal }
    let counts =
      "a: \(singleLine(names[0])); b: \(singleLine(names[1])). \(count(\.isCommon)) in both, "
      + "\(count { $0.trials[1] == nil }) in a alone, \(count { $0.trials[0] == nil }) in b alone."
    let verdict =
      "Of \(plural(pairs, "seed")) that both have, \(equal) came out the same; the "
      + "\(difference.response.words) is later in b in \(overall.positive) and earlier in "
      + "\(overall.negative)"
      + (overall.pValue.map { ": p \(significant($0, digits: 2)) (sign test)." } ?? ".")
    return layout.wrapped(counts, ink: layout.ink.bold) + layout.wrapped(verdict)
      + (changes.isEmpty
        ? "" : "\nThe files differ in:\n" + changes.map { changed($0, layout) }.joined())
  }

  private func changed(_ line: String, _ layout: TextLayout) -> String {
    let text = cut(line, layout.width)
    return (line.hasPrefix("+") ? layout.ink.answer(text) : layout.ink.warning(text)) + "\n"
  }

  /// The cells in the columns that are read, and what they mean.
  private func table(_ layout: TextLayout) -> String {
    let (cells, response) = (difference.cells, difference.response)
    let axes = AxisColumns(
      difference.fields, cells.map { $0.values.map { $0 ?? ConfigurationNode(.text("-")) } })
    func column(
      _ heading: String, _ entry: (SweepDifference.Cell) -> String?
    ) -> TextTable.Column {
      TextTable.Column(heading: heading, entries: cells.map { entry($0) ?? "-" })
    }
    func median(_ sweep: Int) -> (SweepDifference.Cell) -> String? {
      { cell in
        cell.medians(response)[sweep].map { censoredText($0, budget: cell.budgets[sweep]) }
      }
    }
    let table = TextTable(
      columns: axes.columns + [
        column("a", median(0)), column("b", median(1)),
        column("b / a") { $0.ratio(response).map(fourDigits) },
        column("same") { $0.isCommon ? "\($0.equal)/\($0.pairs)" : nil },
        column("test") { $0.test?.rawValue },
        column("p") { $0.pValue.map { significant($0, digits: 2) } },
        column("corrected p") { $0.corrected.map { significant($0, digits: 2) } },
      ])
    return table.text(layout) + "\n" + (axes.notes + [notes]).map(layout.remark).joined()
  }

  private var notes: String {
    "a, b: medians of the \(difference.response.words). same: seeds with the same milestones, of those "
      + "that both have. test: exact sign test over these seeds from \(SweepDifference.fewestPairs) on, "
      + "else log-rank over all trials; Holm's correction over the cells of this table."
  }

  // MARK: - For programs

  private var columns: [String] {
    difference.fields + [
      "in", "trials_a", "trials_b", "median_a", "median_b", "ratio", "pairs", "equal", "test", "p",
      "p_corrected",
    ]
  }

  private var rows: [[Datum]] {
    difference.cells.map { cell in
      cell.values.map { $0.map(Datum.value) ?? .empty }
        + [.text(cell.isCommon ? "both" : cell.trials[0] == nil ? "b" : "a")]
        + cell.trials.map { Datum($0?.count) }
        + cell.medians(difference.response).map { Datum(steps: $0?.number) }
        + [
          Datum(cell.ratio(difference.response)), .integer(cell.pairs), .integer(cell.equal),
          cell.test.map { .text($0.rawValue) } ?? .empty, Datum(cell.pValue),
          Datum(cell.corrected),
        ]
    }
  }

  /// What was taken out of a text and put into it, line by line, comments and empty lines apart.
  private static func changes(_ first: String, _ second: String) -> [String] {
    func lines(_ text: String) -> [String] {
      text.split(whereSeparator: \.isNewline).map(String.init)
        .filter { !$0.trimmed.isEmpty && !$0.trimmed.hasPrefix("#") }
    }
    let difference = lines(second).difference(from: lines(first))
    let changes = difference.removals + difference.insertions
    let marked = changes.map { change -> (offset: Int, isNew: Bool, line: String) in
      switch change {
      case .remove(let offset, let line, _): (offset, false, "- " + singleLine(line))
      case .insert(let offset, let line, _): (offset, true, "+ " + singleLine(line))
      }
    }
    return marked.sorted { ($0.offset, $0.isNew ? 1 : 0) < ($1.offset, $1.isNew ? 1 : 0) }
      .map(\.line)
  }
}

extension SweepDifference.Cell {
  /// Whether both sweeps have it.
  fileprivate var isCommon: Bool { trials.allSatisfy { $0 != nil } }

  /// The medians in the first and the second sweep.
  fileprivate func medians(_ response: Response) -> [CensoredValue?] {
    trials.map { trials in
      trials.flatMap { CensoredMedian($0.compactMap { response.time($0.milestones) }).median }
    }
  }

  /// The second median over the first, if both are numbers.
  fileprivate func ratio(_ response: Response) -> Double? {
    let medians = medians(response)
    guard let first = medians[0]?.number, let second = medians[1]?.number, first > 0 else {
      return nil
    }
    return second / first
  }
}
