import Engine
import Statistics

/// What a trial is to a detector.
enum TrialRole: String, Hashable, Sendable, CaseIterable {
  /// It generalized later than it memorized: what a detector may be ahead of.
  case delayed
  /// It generalized as soon as it memorized or before, or with accuracies that move together: whatever
  /// comes first there cannot be told from learning.
  case together = "no delay"
  /// A control: it did not generalize by its budget.
  case censored = "control"
  /// It diverged.
  case diverged

  /// Looks at a trial.
  init(_ trial: Milestones) {
    switch trial.outcome {
    case .diverged: self = .diverged
    case .memorized, .untrained: self = .censored
    case .generalized:
      let isDelayed = trial.delay.flatMap(\.step).map { $0 > 0 } ?? false
      self = isDelayed && trial.crossings?.isUnstable != true ? .delayed : .together
    }
  }
}

/// A trial as detectors saw it.
struct DetectedTrial: Hashable, Sendable {
  /// The position of its cell among the sweep's.
  let cell: Int
  /// Its seed.
  let seed: Int
  /// What it is to a detector.
  let role: TrialRole
  /// Its memorization step, if it has one.
  let memorization: Int?
  /// How many steps it took.
  let steps: Int
  /// Between which steps it generalized, if it did.
  let generalization: IntervalTime?
  /// What each detector says.
  let firings: [Firing]
  /// For each detector, what its column was at each of the moments that are compared; `nil` where
  /// nothing is to be compared.
  let values: [[Double?]]

  /// Looks along a trial.
  init(
    cell: Int, seed: Int, _ trial: Milestones, _ measures: [MeasureSeries],
    _ detectors: [Detector], moments: [MeasureMoment]
  ) {
    (self.cell, self.seed, steps) = (cell, seed, trial.steps)
    memorization = trial.memorization.step
    let role = TrialRole(trial)
    self.role = role
    let generalization = trial.generalization.step.map { step in
      IntervalTime(
        after: Double(min(step, trial.crossings?.beforeGeneralization ?? 0)),
        upTo: max(Double(step), .leastNonzeroMagnitude))
    }
    self.generalization = role == .delayed || role == .together ? generalization : nil
    let tracks = detectors.map { MeasureTrack($0.column, in: measures) }
    firings = zip(detectors, tracks).map {
      $0.firing($1, memorization: trial.memorization.step)
    }
    values = tracks.map { track in
      moments.map { moment in
        guard let step = try? moment.step(trial),
          role == .censored || role == .delayed && Double(step) <= generalization?.lower ?? 0,
          let value = try? moment.lookUp(track, of: trial).value, value.isFinite
        else { return nil }
        return value
      }
    }
  }
}
