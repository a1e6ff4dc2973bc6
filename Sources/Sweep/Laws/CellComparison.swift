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
    let times = sweep.trials.map { $0.compactMap { response.time($0.milestones) } }
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
    // A pair that no event tells apart is a test with p = 1, as it is among contrasts.
    let corrected = Holm.corrected(
      tests.map(\.test.pValue) + Array(repeating: 1, count: undecided))
    all = zip(tests, corrected).map { entry, p in
      CellComparison(
        axis: entry.axis, cells: (entry.first, entry.second), test: entry.test, corrected: p)
    }
    self.undecided = undecided
  }

  private static func sorted(_ cells: [Int], _ sweep: SweepSummary, _ axis: Int) -> [Int] {
    func number(_ cell: Int) -> Double? { sweep.cells[cell].values[axis].number }
    guard cells.allSatisfy({ number($0) != nil }) else { return cells }
    return cells.sorted { (number($0) ?? 0) < (number($1) ?? 0) }
  }
}
