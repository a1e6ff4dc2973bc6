import Statistics

/// A clock over the trials of a cell.
struct ClockEstimate: Hashable, Sendable {
  /// The clock.
  let clock: TrainingClock
  /// How many trials it was read in.
  private(set) var trials = 0
  private var steps: [[Double]]
  private var slopes: [Double] = []

  /// No trials.
  init(_ clock: TrainingClock) {
    self.clock = clock
    steps = clock.levels.map { _ in [] }
  }

  /// Takes in a trial.
  mutating func add(_ track: MeasureTrack) {
    trials += 1
    let found = clock.steps(track)
    for (level, step) in found.enumerated() {
      steps[level].append(step.map(Double.init) ?? .infinity)
    }
    if let slope = clock.slope(found) { slopes.append(slope) }
  }

  /// In how many trials a level was reached.
  func reached(_ level: Int) -> Int { steps[level].count(where: \.isFinite) }

  /// The median step of a level, which trials that did not reach it are beyond; `nil` if they decide it.
  func median(_ level: Int) -> Double? {
    let sorted = steps[level].sorted()
    guard !sorted.isEmpty, sorted[sorted.count / 2].isFinite else { return nil }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// The slopes of trials, with Student's interval of their mean.
  var slope: MeanEstimate { MeanEstimate(slopes) }
  /// How many trials have a slope.
  var slopeCount: Int { slopes.count }
}
