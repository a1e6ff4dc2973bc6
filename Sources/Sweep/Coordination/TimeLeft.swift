import Engine
import Foundation
import Statistics

/// How long the rest of a run takes, from what its trials have done so far.
struct TimeLeft: Sendable {
  /// A trial in training.
  struct Running: Hashable, Sendable {
    /// Its cell, as the costs number them.
    var cell: Int
    /// The steps it has taken.
    var steps: Double
  }

  /// Seconds until the last trial ends, with 95 %.
  let interval: Interval
  /// The share of the work of all trials that is done.
  let share: Double

  /// The deviation of ln seconds of a step, of which the load of a machine is a part.
  private static let speedDeviation = 0.1
  /// How much longer a trial goes on that has outlived what was expected of it, as a share of its
  /// steps: the prediction of steps without a scale is that a trial is halfway through (Gott 1993).
  private static let outlived = 1.0
  /// How many of the known cells are looked at for a cell's distance from them.
  private static let neighbours = 64

  /// Looks ahead.
  ///
  /// A trial that waits takes what its cell is expected to. One in training takes what is left of
  /// that, but of a trial that has outlived it the same again, and no step beyond its budget. The work
  /// is shared among the workers; the last trial cannot be.
  ///
  /// - Parameters:
  ///   - costs: what trials of each cell are expected to take.
  ///   - waiting: how many trials of each cell are not in training yet.
  ///   - running: the trials in training.
  ///   - secondsPerWork: how long a unit of work takes as far as trials in training tell, for the time
  ///     before any has ended; without it nothing is known then.
  ///   - workers: how many train.
  init?(
    _ costs: CostModel, waiting: [Int], running: [Running], secondsPerWork: Double?, workers: Int
  ) {
    guard let rate = costs.secondsPerWork ?? secondsPerWork, workers > 0 else { return nil }
    let deviations = costs.deviations(lookingAt: Self.neighbours)
    var (left, done, known, unknown) = (0.0, 0.0, 0.0, 0.0)
    var (longest, most) = (0.0, 0.0)
    func add(cell: Int, from start: Double, to end: Double, count: Double) {
      let work = costs.cells[cell].work
      let perStep = costs.secondsPerStep(cell) ?? rate * work.total(steps: end) / max(1, end)
      let seconds = count * perStep * (end - start)
      left += seconds
      most += count * perStep * (costs.cells[cell].budget - start)
      longest = max(longest, perStep * (end - start))
      let history = costs.histories[cell]
      let scatter = costs.cells[cell].mayStop ? StepModel.scatter : 0
      if history.ended > 0 || scatter == 0 {
        known += pow(seconds * scatter, 2) * (1 / Double(max(1, history.ended)) + 1 / count)
      } else {
        // Cells without a trial that ended err together, as the law does.
        unknown += seconds * deviations[cell]
      }
    }
    for (cell, count) in waiting.enumerated() where count > 0 {
      add(cell: cell, from: 0, to: max(1, costs.expectedSteps(cell)), count: Double(count))
    }
    for trial in running {
      let expected = costs.expectedSteps(trial.cell)
      let end =
        trial.steps < expected
        ? expected : min(costs.cells[trial.cell].budget, trial.steps * (1 + Self.outlived))
      add(cell: trial.cell, from: min(trial.steps, end), to: end, count: 1)
      let perStep = costs.secondsPerStep(trial.cell) ?? rate * costs.workPerStep(trial.cell)
      done += perStep * trial.steps
    }
    done += costs.histories.reduce(0) { $0 + $1.seconds }
    share = done + left > 0 ? done / (done + left) : 0
    let deviation =
      left > 0
      ? hypot((known + unknown * unknown).squareRoot() / left, Self.speedDeviation) : 0
    let factor = exp(1.96 * deviation)
    let count = Double(workers)
    // Graham 1969: a list schedule ends at most so much after the mean load.
    let low = max(left / count, longest) / factor
    let high =
      min(left * factor, most * exp(1.96 * Self.speedDeviation)) / count
      + longest * factor * (1 - 1 / count)
    interval = Interval(low: low, high: max(low, high))
  }
}
