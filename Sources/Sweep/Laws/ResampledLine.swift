import Engine
import Foundation
import Statistics

/// A line whose predictor is the same for all trials of a cell, to be fitted to resampled trials.
///
/// Its slope needs of each cell the number of its points and their sum only. All lines of a report see the
/// same resamples, which are drawn once.
struct ResampledLine: Sendable {
  /// The cells that have points, with their groups and their predictors less the mean of their group.
  private let cells: [(cell: Int, group: Int, x: Double)]
  private let groupCount: Int
  private let column: Int

  /// Reads a law's points; `nil` if trials of a cell have predictors of their own.
  init?(_ points: DelayPoints, _ law: DelayLaw, _ response: Response) {
    guard law != .normSeparation else { return nil }
    column = Self.column(isLogarithm: law.isPower, response)
    groupCount = points.groupCount
    var means = [(x: Double, count: Double)](repeating: (0, 0), count: points.groupCount)
    var used: [(cell: Int, group: Int, x: Double)] = []
    for (index, cell) in points.cells.enumerated() {
      let count = cell.count { $0 != nil }
      let (group, x) = points.predictors[index]
      guard count > 0, let x else { continue }
      means[group].x += Double(count) * x
      means[group].count += Double(count)
      used.append((index, group, x))
    }
    cells = used.map { ($0.cell, $0.group, $0.x - means[$0.group].x / means[$0.group].count) }
  }

  /// A column for each response, plain and as a logarithm.
  private static func column(isLogarithm: Bool, _ response: Response) -> Int {
    (response == .delay ? 0 : 2) + (isLogarithm ? 1 : 0)
  }

  /// The slope of a resample, given the columns' sums over each cell and how many numbers are in them.
  private func slope(_ sums: [SIMD8<Double>]) -> Double? {
    var groups = [LineSums](repeating: LineSums(), count: groupCount)
    for (cell, group, x) in cells {
      let count = sums[cell][2 * column + 1]
      if count > 0 { groups[group].take(count: count, x: x, y: sums[cell][2 * column]) }
    }
    return LineSums.slope(groups)
  }

  /// The 95 % intervals of lines through resampled trials of a sweep.
  static func intervals(_ lines: [ResampledLine], _ sweep: SweepSummary, seed: Int) -> [Interval?] {
    guard !lines.isEmpty else { return [] }
    let values = Self.values(sweep)
    var sums = [SIMD8<Double>](repeating: .zero, count: sweep.cells.count)
    let sizes = sweep.trials.map(\.count)
    var draws = Generator(seed: seed, stream: "bootstrap")
    return Bootstrap.intervals(count: lines.count, using: &draws) { draws in
      Bootstrap.draw(values, sizes: sizes, into: &sums, using: &draws)
      return lines.map { $0.slope(sums) }
    }
  }

  /// Of each trial, for each column its number less the column's mean and 1; or twice 0.
  private static func values(_ sweep: SweepSummary) -> [SIMD8<Double>] {
    var values: [SIMD8<Double>] = []
    values.reserveCapacity(sweep.stored)
    for trial in sweep.trials.joined() {
      var row = SIMD8<Double>.zero
      for response in Response.allCases {
        guard trial.milestones.outcome == .generalized,
          case .reached(let step)? = response.milestone(trial.milestones)
        else { continue }
        let plain = 2 * column(isLogarithm: false, response)
        (row[plain], row[plain + 1]) = (Double(step), 1)
        if step > 0 { (row[plain + 2], row[plain + 3]) = (log(Double(step)), 1) }
      }
      values.append(row)
    }
    let total = values.reduce(SIMD8<Double>.zero, +)
    var means = SIMD8<Double>.zero
    for column in 0..<4 where total[2 * column + 1] > 0 {
      means[2 * column] = total[2 * column] / total[2 * column + 1]
    }
    for index in values.indices {
      for column in 0..<4 where values[index][2 * column + 1] > 0 {
        values[index][2 * column] -= means[2 * column]
      }
    }
    return values
  }
}

extension DelayLaw {
  /// Whether it is a line of logarithms.
  fileprivate var isPower: Bool { if case .power = self { true } else { false } }
}
