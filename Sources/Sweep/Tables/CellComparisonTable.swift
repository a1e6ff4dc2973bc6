import Engine
import Statistics

extension CellComparisons {
  /// The comparisons in a format, with a newline at their end.
  func rendered(as format: TableFormat, _ layout: TextLayout = TextLayout()) -> String {
    values(isRead: format != .csv && format != .json).rendered(as: format, layout)
  }

  /// The comparisons as values, for people or for programs.
  func values(isRead: Bool) -> DatumTable {
    DatumTable(columns: columns, rows: rows(isRead: isRead), notes: notes)
  }

  private var columns: [String] {
    ["axis", "first", "second", "others", "trials", "events"]
      + ["excess_events", "chi_squared", "p", "p_corrected"]
  }

  /// The pairs; for people with cells as they are read.
  private func rows(isRead: Bool) -> [[Datum]] {
    let axes = AxisColumns(sweep.fields, sweep.cells.map(\.values))
    return all.map { comparison in
      let (first, second) = comparison.cells
      func value(_ cell: Int, _ axis: Int) -> Datum {
        let entry = isRead ? axes.entry(cell, comparison.axis) : nil
        return .value(entry.map { ConfigurationNode(.text($0)) } ?? sweep.cells[cell].values[axis])
      }
      let axis = sweep.fields.firstIndex(of: comparison.axis) ?? 0
      let shared = sweep.fields.indices.filter { $0 != axis }
      let others =
        isRead
        ? axes.label(first, without: comparison.axis)
        : cellName(shared.map { sweep.fields[$0] }, shared.map { sweep.cells[first].values[$0] })
      let trials = [first, second].flatMap { sweep.trials[$0] }
      return [
        .text(comparison.axis), value(first, axis), value(second, axis), .text(others),
        .integer(trials.count { response.time($0.milestones) != nil }),
        .integer(trials.count { response.time($0.milestones)?.isEvent == true }),
        .number(comparison.test.excess[0]), .number(comparison.test.statistic),
        .number(comparison.test.pValue), .number(comparison.corrected),
      ]
    }
  }

  private var notes: String {
    """
    Log-rank tests of the \(response.words) between cells that are neighbours on an axis; censored \
    and diverged trials are used. excess_events: events of the first cell less those expected if \
    both had one curve (above 0: the first is faster). p_corrected: Holm 1979, over the \
    \(all.count) tests of this table and \(undecided) pairs that no event tells apart, with p = 1.

    """
  }
}
