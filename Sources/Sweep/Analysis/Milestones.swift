import Engine

/// What a trial's trajectory says under given thresholds.
///
/// Nothing here is stored: it is derived whenever it is asked for, so that other thresholds never
/// need another run.
struct Milestones: Hashable, Sendable {
  /// The first evaluated step with train accuracy at or above its threshold.
  let memorization: Milestone
  /// The first evaluated step with test accuracy at or above its threshold.
  let generalization: Milestone
  /// How the trial ended.
  let outcome: Outcome
  /// The number of steps that were taken.
  let steps: Int
  /// `‖θ‖²` at the memorization step, if that was reached.
  let norm2AtMemorization: Double?
  /// `‖θ‖²` at the generalization step, if that was reached.
  let norm2AtGeneralization: Double?
  /// `‖θ‖²` at the last evaluation.
  let norm2AtEnd: Double?
  /// `c = 1 / (1 − a)` at the last evaluation, if pruning was measured there.
  ///
  /// A diverged trial has none: its parameters are no network to compress.
  let compressionFactor: Double?

  /// Reads a trial's trajectory.
  init(_ result: TrialResult, thresholds: Thresholds) {
    let trajectory = result.trajectory
    memorization = Milestone(
      trajectory, \.trainAccuracy, atLeast: thresholds.memorization,
      sustained: thresholds.sustained)
    generalization = Milestone(
      trajectory, \.testAccuracy, atLeast: thresholds.generalization,
      sustained: thresholds.sustained)
    steps = result.steps

    outcome =
      switch (result.ending, memorization, generalization) {
      case (.diverged, _, _): .diverged
      case (_, _, .reached): .generalized
      case (_, .reached, .censored): .memorized
      case (_, .censored, .censored): .untrained
      }

    func norm2(at milestone: Milestone) -> Double? {
      trajectory.first { $0.step == milestone.step }?.norm2
    }
    norm2AtMemorization = norm2(at: memorization)
    norm2AtGeneralization = norm2(at: generalization)
    norm2AtEnd = trajectory.last?.norm2

    let factor = trajectory.last?.pruning?.compressionFactor
    compressionFactor = outcome == .diverged ? nil : factor.flatMap { $0.isFinite ? $0 : nil }
  }

  /// The generalization step less the memorization step, in steps.
  ///
  /// It is negative where a trial generalized first, censored where it only memorized, and `nil`
  /// where it never memorized: then there is nothing to count from.
  var delay: Milestone? {
    switch (memorization, generalization) {
    case (.reached(let start), .reached(let end)): .reached(end - start)
    case (.reached(let start), .censored(let last)): .censored(after: last - start)
    case (.censored, _): nil
    }
  }
}

/// One trial of a sweep, reduced to its milestones.
struct TrialSummary: Hashable, Sendable {
  /// The index of its cell.
  let cell: Int
  /// Its seed.
  let seed: Int
  /// What its trajectory says.
  let milestones: Milestones
}
