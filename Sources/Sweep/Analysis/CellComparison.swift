import Engine
import Statistics

/// Two cells that differ in one axis by neighbouring values, compared.
struct CellComparison: Sendable {
  /// The axis.
  let axis: String
  /// The two cells, by their number.
  let cells: (first: Int, second: Int)
  /// The log-rank test.
  let test: LogRank
  /// Its p-value, corrected for all comparisons of the sweep.
  let corrected: Double
}

/// All comparisons between neighbouring cells of a sweep.
///
/// Neighbours agree in every axis but one and have values next to each other there, in the order of
/// numbers or of the file. All pairs would be many more tests that nobody asked for.
struct CellComparisons: Sendable {
  /// What was compared.
  let sweep: SweepSummary
  /// By which response.
  let response: Response
  /// The comparisons.
  let all: [CellComparison]
  /// How many pairs of neighbours no event tells apart, or have no trials.
  let undecided: Int

  /// Compares a sweep's cells.
  init(_ sweep: SweepSummary, by response: Response = .generalizationStep) {
    self.sweep = sweep
    self.response = response
    let times = sweep.trials.map { $0.map { response.time($0.milestones) } }
    var tests: [(axis: String, first: Int, second: Int, test: LogRank)] = []
    var undecided = 0
    for axis in sweep.fields.indices {
      var groups: [[String]: [Int]] = [:]
      var order: [[String]] = []
      for (number, cell) in sweep.cells.enumerated() {
        var rest = cell.values.map(\.canonicalJSON)
        rest.remove(at: axis)
        if groups[rest] == nil { order.append(rest) }
        groups[rest, default: []].append(number)
      }
      for rest in order {
        let line = Self.sorted(groups[rest] ?? [], sweep, axis)
        for (first, second) in zip(line, line.dropFirst()) {
          if let test = LogRank([times[first], times[second]]) {
            tests.append((sweep.fields[axis], first, second, test))
          } else {
            undecided += 1
          }
        }
      }
    }
    let corrected = Holm.corrected(tests.map(\.test.pValue))
    all = zip(tests, corrected).map { entry, p in
      CellComparison(
        axis: entry.axis, cells: (entry.first, entry.second), test: entry.test, corrected: p)
    }
    self.undecided = undecided
  }

  private static func sorted(_ cells: [Int], _ sweep: SweepSummary, _ axis: Int) -> [Int] {
    func number(_ cell: Int) -> Double? {
      switch sweep.cells[cell].values[axis].content {
      case .integer(let value): Double(value)
      case .real(let value): value
      default: nil
      }
    }
    guard cells.allSatisfy({ number($0) != nil }) else { return cells }
    return cells.sorted { (number($0) ?? 0) < (number($1) ?? 0) }
  }

  /// The comparisons in a format, with a newline at their end.
  func rendered(as format: TableFormat) -> String {
    switch format {
    case .text: aligned([columns] + rows.map(words)) + "\n" + notes
    case .markdown: markdownTable([columns] + rows.map(words)) + "\n" + notes
    case .latex: latexTable([columns] + rows.map(words)) + "\n" + latexEscaped(notes)
    case .csv:
      rows.reduce(into: RowFormat.csv.header(columns)) { $0 += RowFormat.csv.row(columns, $1) }
    case .json:
      rows.isEmpty
        ? "[]\n"
        : "[\n" + rows.map { jsonObject(zip(columns, $0)) }.joined(separator: ",\n") + "\n]\n"
    }
  }

  private var columns: [String] {
    ["axis", "first", "second", "others", "trials", "events"]
      + ["excess_events", "chi_squared", "p", "p_corrected"]
  }

  private var rows: [[Datum]] {
    all.map { comparison in
      let (first, second) = comparison.cells
      let others = zip(sweep.fields, sweep.cells[first].values)
        .filter { $0.0 != comparison.axis }
        .map { "\($0.0) \($0.1.summary)" }.joined(separator: ", ")
      let axis = sweep.fields.firstIndex(of: comparison.axis) ?? 0
      let trials = [first, second].flatMap { sweep.trials[$0] }
      return [
        .text(comparison.axis), .value(sweep.cells[first].values[axis]),
        .value(sweep.cells[second].values[axis]), .text(others), .integer(trials.count),
        .integer(trials.count { response.time($0.milestones).isEvent }),
        .number(comparison.test.excess[0]), .number(comparison.test.statistic),
        .number(comparison.test.pValue), .number(comparison.corrected),
      ]
    }
  }

  private func words(_ row: [Datum]) -> [String] {
    row.map { datum in
      if case .number(let value) = datum { fourDigits(value) } else { singleLine(datum.csv) }
    }
  }

  private var notes: String {
    """
    Log-rank tests of the \(response.words) between cells that are neighbours on an axis; censored \
    and diverged trials are used. excess_events: events of the first cell less those expected if \
    both had one curve (above 0: the first is faster). p_corrected: Holm 1979, over the \
    \(all.count) tests of this table. \(undecided) pairs have no event that tells them apart.

    """
  }
}
