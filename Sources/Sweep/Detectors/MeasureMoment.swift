import Engine

/// When a measure is read along a trial: at the last measured step at or before a step of the trial.
enum MeasureMoment: Hashable, Sendable {
  /// The memorization step.
  case memorization
  /// The generalization step.
  case generalization
  /// The trial's last step.
  case end
  /// A number of steps, of trials that came so far.
  case step(Int)

  /// Reads `memorization`, `generalization`, `end` or a number of steps; `nil` if it is none of these.
  init?(_ text: String) {
    switch text {
    case "memorization": self = .memorization
    case "generalization": self = .generalization
    case "end": self = .end
    default:
      guard let step = Int(text), step >= 0 else { return nil }
      self = .step(step)
    }
  }

  /// The moment in words.
  var words: String {
    switch self {
    case .memorization: "the memorization step"
    case .generalization: "the generalization step"
    case .end: "the last step"
    case .step(let step): "step \(step)"
    }
  }

  /// The moment's step in a trial.
  ///
  /// A milestone is its own step: the first evaluation at or above the threshold.
  func step(_ trial: Milestones) throws(Absence) -> Int {
    guard trial.outcome != .diverged else { throw .diverged }
    switch self {
    case .memorization:
      guard let step = trial.memorization.step else { throw .notMemorized }
      return step
    case .generalization:
      guard let step = trial.generalization.step else { throw .notGeneralized }
      return step
    case .end: return trial.steps
    case .step(let step):
      guard step <= trial.steps else { throw .ended }
      return step
    }
  }

  /// What was measured then.
  ///
  /// - Throws: why there is nothing; a value that is undefined is NaN.
  func lookUp(
    _ track: MeasureTrack?, of trial: Milestones
  ) throws(Absence) -> (value: Double, lag: Int) {
    let step = try step(trial)
    guard let track, let index = track.indexOfLast(upTo: step) else { throw .notMeasured }
    return (track.values[index], step - track.steps[index])
  }
}

/// Why nothing of a trial is read.
enum Absence: Error, Hashable, Sendable, CaseIterable {
  /// It did not memorize.
  case notMemorized
  /// It did not generalize.
  case notGeneralized
  /// It ended before.
  case ended
  /// It diverged.
  case diverged
  /// It was not measured so far, or the network has no such tensor.
  case notMeasured

  /// The reason in words.
  var words: String {
    switch self {
    case .notMemorized: "not memorized"
    case .notGeneralized: "not generalized"
    case .ended: "ended before"
    case .diverged: "diverged"
    case .notMeasured: "not measured"
    }
  }
}

/// One column of a measure along a trial.
struct MeasureTrack: Hashable, Sendable {
  /// The measured steps, ascending.
  let steps: [Int]
  /// The number at each; NaN where undefined.
  let values: [Double]

  /// Takes numbers at steps.
  ///
  /// - Precondition: there are as many.
  init(steps: [Int], values: [Double]) {
    precondition(steps.count == values.count, "\(values.count) numbers at \(steps.count) steps")
    (self.steps, self.values) = (steps, values)
  }

  /// Takes a column out of what was measured of a trial; `nil` if it is not there.
  init?(_ column: MeasuredColumn, in measures: [MeasureSeries]) {
    guard let series = measures.first(where: { $0.request == column.request }),
      let index = series.columns.firstIndex(where: { $0.name == column.column })
    else { return nil }
    self.init(steps: series.steps, values: series.values.map { $0[index] })
  }

  /// The last measured step that is not after a step.
  func indexOfLast(upTo step: Int) -> Int? { steps.lastIndex { $0 <= step } }

  /// The first measured step that is not before a step.
  func indexOfFirst(from step: Int) -> Int? { steps.firstIndex { $0 >= step } }
}
