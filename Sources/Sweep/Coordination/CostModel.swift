import Engine
import Foundation

/// How long a trial of each cell takes, as far as a run can tell.
///
/// A cell of which trials have ended takes their mean. Any other is expected to take the steps of
/// the power law that the known cells follow, but never more than its budget, and to take as long
/// for each unit of its work as they do, by the median. Without a stop rule a trial takes its
/// whole budget. As long as no cell is known, the slowest by the expected law takes its budget.
struct CostModel: Sendable {
  let cells: [CellCost]
  private let points: [[Double]]
  private let exponents: [Double]
  /// ln steps at the origin, before any cell is known.
  private let intercept: Double
  private(set) var histories: [CellHistory]
  private(set) var stepModel: StepModel
  /// How long a unit of work takes, by the median of the known cells; `nil` before any.
  private(set) var secondsPerWork: Double?
  /// Whether an expectation may have changed since ``update()``.
  private(set) var isStale = true

  /// Takes the cells, where they lie, and what is known of trials before this run, by cell.
  init(cells: [CellCost], axes: CellAxes, known: [CellHistory] = []) {
    precondition(axes.points.count == cells.count, "each cell is a point")
    self.cells = cells
    (points, exponents) = (axes.points, axes.exponents)
    histories = cells.indices.map { $0 < known.count ? known[$0] : CellHistory() }
    let slopes = axes.points.map { zip($0, axes.exponents).reduce(0) { $0 + $1.0 * $1.1 } }
    intercept = log(cells.map(\.budget).max() ?? 1) - (slopes.max() ?? 0)
    stepModel = StepModel([], intercept: intercept, exponents: axes.exponents)
    update()
  }

  /// Describes the cells of a workload, whose tasks find their tables among those given.
  init(
    _ cells: [TrialConfiguration], tables: SampleTables = [:], known: [CellHistory] = []
  ) {
    self.init(cells: CellCost.all(cells, tables: tables), axes: CellAxes(cells), known: known)
  }

  /// Describes the cells of a workload, in its order, with what the store knows of them and of the
  /// cells that are complete.
  init(_ missing: Workload, store: ResultStore) throws(StoreError) {
    let shares = missing.shares.map(\.cell)
    let complete = Set(store.cells).subtracting(shares)
    let cells = shares + store.cells.filter(complete.contains)
    self.init(
      cells, tables: store.experiment.tables.samples, known: try store.histories(of: cells))
  }

  /// Learns from a trial that has ended.
  mutating func record(cell: Int, steps: Int, seconds: Double) {
    histories[cell].add(steps: steps, seconds: seconds)
    isStale = true
  }

  /// Learns that a trial goes on after so many steps.
  mutating func observe(cell: Int, atLeast steps: Int) {
    histories[cell].atLeast = max(histories[cell].atLeast, Double(steps))
    isStale = true
  }

  /// Fits anew what the cells without ended trials are expected to take.
  mutating func update() {
    let known = cells.indices.compactMap { cell in
      observation(cell).map { (point: points[cell], observation: $0) }
    }
    stepModel = StepModel(known, intercept: intercept, exponents: exponents)
    let rates = cells.indices.compactMap { cell -> Double? in
      guard let seconds = measuredSeconds(cell), let steps = histories[cell].meanSteps else {
        return nil
      }
      let work = cells[cell].work.total(steps: steps)
      return work > 0 ? seconds / work : nil
    }.sorted()
    secondsPerWork = rates.isEmpty ? nil : rates[rates.count / 2]
    isStale = false
  }

  private func observation(_ cell: Int) -> StepModel.Observation? {
    guard cells[cell].mayStop else { return nil }
    let history = histories[cell]
    guard let mean = history.meanSteps else {
      return history.atLeast > 0 ? .atLeast(log(history.atLeast)) : nil
    }
    // The mean of none is 0 where trials diverge at once.
    return mean < cells[cell].budget ? .mean(log(max(1, mean))) : .atLeast(log(mean))
  }

  /// The mean of the cell's trials that have ended, in seconds, or `nil` before the first.
  func measuredSeconds(_ cell: Int) -> Double? { histories[cell].meanSeconds }

  /// How long a step takes in the trials of the cell that have ended, evaluations included.
  func secondsPerStep(_ cell: Int) -> Double? {
    guard let seconds = measuredSeconds(cell), let steps = histories[cell].meanSteps, steps > 0
    else { return nil }
    return seconds / steps
  }

  /// The work of a step in a trial as long as is expected, evaluations included.
  func workPerStep(_ cell: Int) -> Double {
    let steps = max(1, expectedSteps(cell))
    return cells[cell].work.total(steps: steps) / steps
  }

  /// The steps that a trial of the cell is expected to take.
  func expectedSteps(_ cell: Int) -> Double {
    if let mean = histories[cell].meanSteps { return mean }
    guard cells[cell].mayStop else { return cells[cell].budget }
    let steps = exp(min(log(cells[cell].budget), stepModel.logSteps(points[cell])))
    return max(steps, histories[cell].atLeast)
  }

  /// What a trial of the cell is expected to take: seconds, or work as long as none has ended.
  func expectation(_ cell: Int) -> Double {
    measuredSeconds(cell) ?? cells[cell].work.total(steps: expectedSteps(cell))
      * (secondsPerWork ?? 1)
  }

  /// The standard deviation of the ln steps of each cell around the law.
  ///
  /// Far from the cells that are known it grows, because exponents are not the same everywhere.
  /// Of the known cells, only the first few may be looked at.
  func deviations(lookingAt most: Int = .max) -> [Double] {
    let known = Array(
      cells.indices.lazy.filter { histories[$0].ended > 0 }.prefix(most).map { points[$0] })
    return points.map { point in
      let distance = known.map { stepModel.distance(point, $0) }.min() ?? 0
      return hypot(stepModel.deviation, StepModel.exponentVariation * distance)
    }
  }

  /// Steps of each cell as they may turn out too; another draw for each call.
  ///
  /// - Parameters:
  ///   - deviations: how far each cell may lie off the law; see ``deviations()``.
  ///   - normal: gives independent numbers from N(0, 1).
  /// - Returns: the mean steps of a trial, for each cell.
  func drawnSteps(deviations: [Double], using normal: () -> Double) -> [Double] {
    let law = stepModel.displaced(by: stepModel.coefficients.map { _ in normal() })
    return cells.indices.map { cell in
      let (budget, history) = (cells[cell].budget, histories[cell])
      guard cells[cell].mayStop, (history.meanSteps ?? 0) < budget else { return budget }
      let steps =
        if let mean = history.meanSteps {
          mean * exp(StepModel.scatter / Double(history.ended).squareRoot() * normal())
        } else {
          exp(law.logSteps(points[cell]) + deviations[cell] * normal())
        }
      return min(budget, max(steps, history.atLeast))
    }
  }
}

/// What decides how long the trials of a cell take.
struct CellCost: Sendable {
  /// The operations of a trial.
  let work: TrialWork
  /// The most steps that a trial takes.
  let budget: Double
  /// Whether a trial may end before that.
  let mayStop: Bool

  /// Describes cells; those that share a network, a task and a grid share the estimate.
  static func all(_ cells: [TrialConfiguration], tables: SampleTables) -> [CellCost] {
    var known: [TrialConfiguration: TrialWork] = [:]
    return cells.map { cell in
      var shape = cell.shape
      (shape.evaluation, shape.pruning) = (cell.evaluation, cell.pruning)
      let work = known[shape] ?? TrialWork(shape, tables: tables)
      known[shape] = work
      return CellCost(work: work, budget: Double(cell.steps), mayStop: cell.stop != nil)
    }
  }
}
