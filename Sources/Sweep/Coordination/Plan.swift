import Engine
import Statistics

/// What a sweep will take, as far as a calibration tells.
struct Plan: Sendable {
  /// The processor seconds of all trials that are left.
  let coreSeconds: Double
  /// The 95 % interval of the same.
  let interval: Interval
  /// The bytes that a trial will take in the store; `nil` if no trial ended.
  let bytesPerTrial: Double?
  /// The share of the seconds that measures take.
  let measureShare: Double
  /// The order in which the trials go out.
  let schedule: LongestFirst

  /// How often the steps of all cells are drawn: a thousand times, fewer with many cells.
  private static func draws(cells: Int) -> Int { min(1000, max(50, 1_000_000 / max(1, cells))) }

  /// Predicts from what a calibration has learned.
  ///
  /// Steps are drawn from the normal posterior of the power law and the scatter around it; a cell
  /// takes the mean of its draws.
  ///
  /// - Parameters:
  ///   - workload: the trials that are left.
  ///   - queue: what is known of their steps and of this machine.
  ///   - bytesPerEvaluation: what an evaluation takes in the store, if that is known.
  ///   - measureSeconds: what the measures of a trial of a cell take, by its steps.
  init(
    _ workload: Workload, _ queue: CalibrationQueue, bytesPerEvaluation: Double?,
    measureSeconds: (TrialConfiguration) -> @Sendable (_ steps: Double) -> Double = { _ in
      { _ in 0 }
    }
  ) {
    let measuring = workload.shares.map { measureSeconds($0.cell) }
    let counts = workload.shares.map { Double($0.seeds.count) }
    let costs = queue.costs
    var generator = Generator(seed: 0, stream: "plan")
    var (sums, evaluations, measured) = (counts.map { _ in 0.0 }, 0.0, 0.0)
    var totals: [Double] = []
    let draws = Self.draws(cells: counts.count)
    let deviations = costs.deviations()
    for _ in 0..<draws {
      let steps = costs.drawnSteps(deviations: deviations) { generator.normalPair().0 }
      var total = 0.0
      for (cell, count) in counts.enumerated() {
        let work = costs.cells[cell].work
        let looks = measuring[cell](steps[cell])
        let seconds = work.total(steps: steps[cell]) * queue.rates.secondsPerWork(cell) + looks
        measured += count * looks
        sums[cell] += seconds
        total += count * seconds
        evaluations += count * work.evaluations(steps: steps[cell])
      }
      totals.append(total)
    }
    totals.sort()
    schedule = LongestFirst(
      zip(sums, workload.shares).map { sum, share in
        (seconds: sum / Double(draws), count: share.seeds.count)
      })
    coreSeconds = schedule.total
    let all = totals.reduce(0, +)
    measureShare = all > 0 ? measured / all : 0
    interval = Interval(
      low: quantile(totals, 0.025), high: quantile(totals, 0.975))
    bytesPerTrial = bytesPerEvaluation.map {
      $0 * evaluations / Double(draws) / Double(max(1, workload.count))
    }
  }
}
