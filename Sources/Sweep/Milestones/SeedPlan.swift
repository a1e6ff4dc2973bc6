import Engine
import Foundation
import Statistics

/// Which trials of which cells are to be trained next, where the number of seeds is not fixed.
///
/// A cell has a horizon of seeds, `min` at first. Once all trials up to it have ended, the cell is
/// looked at: it is closed if its interval is as narrow as asked for, if it has `max` trials, or if
/// none of them generalized, so that the whole interval lies beyond the budget; but not before the
/// six trials that an interval needs. Otherwise its horizon grows by a quarter. So a cell never
/// stops at a trial of its own choice, a trial in flight is always finished and counted, and which
/// trials are trained depends neither on the number of ranks nor on who finishes first. Of the open
/// cells the one with the relatively widest interval goes first.
///
/// Stopping where an interval is narrow favours samples that look certain. Chow & Robbins 1965 show
/// that it covers asymptotically nevertheless; with few trials, it matters that the look is at
/// another statistic than what is printed. It is at the spread of a log-normal model, which says
/// nothing of where the median lies, and not at the distribution-free interval itself. The simulated
/// coverage of what is printed is in `docs/statistics.md`.
struct SeedPlan: Sendable {
  /// A trial of the grid.
  struct Trial: Hashable, Sendable {
    /// The position of its cell in the grid.
    let cell: Int
    /// Its seed.
    let seed: Int
  }

  private let seeds: AdaptiveSeeds
  private var cells: [CellPlan]

  /// A plan for cells of which nothing is trained yet.
  init(_ seeds: AdaptiveSeeds, cellCount: Int) {
    self.seeds = seeds
    cells = Array(repeating: CellPlan(horizon: seeds.least), count: cellCount)
  }

  /// Takes in a trial that has ended, in this run or before.
  ///
  /// - Precondition: the cell is in the grid.
  mutating func record(_ trial: Trial, _ generalization: SurvivalTime) {
    cells[trial.cell].ended[trial.seed] = generalization
  }

  /// Takes in a trial that has ended, by its milestones.
  mutating func record(_ trial: TrialSummary) {
    record(
      Trial(cell: trial.cell, seed: trial.seed),
      SurvivalTime(trial.milestones.outcome == .diverged ? nil : trial.milestones.generalization))
  }

  /// The trials that can be trained from now on, each of them once: the widest cell's first.
  mutating func next() -> [Trial] {
    var waves: [(width: Double, trials: [Trial])] = []
    for cell in cells.indices {
      while let width = cells[cell].widthAtHorizon, !isClosed(cells[cell], width) {
        cells[cell].width = width
        cells[cell].horizon = Self.grown(cells[cell].horizon, to: seeds.most)
      }
      let wave = cells[cell].assign().map { Trial(cell: cell, seed: $0) }
      if !wave.isEmpty { waves.append((cells[cell].width, wave)) }
    }
    // Sorting is stable only by chance: cells of one width stay in the order of the grid.
    return waves.sorted {
      ($1.width, $0.trials[0].cell) < ($0.width, $1.trials[0].cell)
    }.flatMap(\.trials)
  }

  private func isClosed(_ cell: CellPlan, _ width: Double) -> Bool {
    let isKnown = width <= seeds.target.relativeInterval || cell.isBeyond
    return cell.horizon >= seeds.most
      || (isKnown && CensoredMedian.lowerRank(count: cell.horizon) > 0)
  }

  /// The horizon of the next look: a quarter more, so that a cell can use several ranks.
  private static func grown(_ horizon: Int, to most: Int) -> Int {
    min(most, horizon + max(1, horizon / 4))
  }

  /// Half the width of the 95 % interval of the median over the median, by a log-normal model with
  /// censored trials; infinite where they decide none.
  ///
  /// Diverged trials have no time, and say nothing of the width.
  static func relativeWidth(_ times: [SurvivalTime]) -> Double {
    let known = times.filter { $0.time > 0 && $0.time.isFinite }
    guard let first = known.first else { return .infinity }
    // Equal times have no spread; a model would have no maximum.
    if known.count > 2, known.allSatisfy({ $0 == first && $0.isEvent }) { return 0 }
    let model = SurvivalRegression(
      .logNormal, rows: Array(repeating: [1], count: known.count), times: known)
    guard let model, let ends = model.interval(0) else { return .infinity }
    let median = model.coefficients[0]
    return (exp(ends.high - median) - exp(ends.low - median)) / 2
  }
}

/// What is known of one cell.
private struct CellPlan: Sendable {
  /// How many trials it has before it is looked at.
  var horizon: Int
  /// The relative width at the last look.
  var width = Double.infinity
  /// When the trials that have ended generalized, by seed.
  var ended: [Int: SurvivalTime] = [:]
  private var assigned = 0

  init(horizon: Int) { self.horizon = horizon }

  /// The relative width, once all trials up to the horizon have ended.
  var widthAtHorizon: Double? {
    let times = (0..<horizon).compactMap { ended[$0] }
    return times.count == horizon ? SeedPlan.relativeWidth(times) : nil
  }

  /// Whether no trial up to the horizon generalized.
  var isBeyond: Bool { (0..<horizon).allSatisfy { ended[$0]?.isEvent == false } }

  /// The seeds up to the horizon that have neither ended nor been assigned before.
  mutating func assign() -> [Int] {
    defer { assigned = max(assigned, horizon) }
    return (assigned..<max(assigned, horizon)).filter { ended[$0] == nil }
  }
}
