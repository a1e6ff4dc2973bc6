import Engine
import Foundation

/// What a trial's trajectory says under given thresholds.
///
/// It follows from the trajectory whenever it is asked for, so that other thresholds never need
/// another run. A number that is not finite is `nil`.
struct Milestones: Hashable, Sendable {
  /// The version of the rules by which a trajectory is read here and in ``Crossings``.
  ///
  /// Raise it with any change of them: a store keeps what it was told under older rules.
  static let definition = 2

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
  /// `‖θ‖²` at the first evaluation.
  let norm2AtStart: Double?
  /// The largest finite `‖θ‖²` of all evaluations.
  let norm2Peak: Double?
  /// How the crossings look; `nil` where there is no trajectory to look at.
  let crossings: Crossings?
  /// `c = 1 / (1 − a)` at the last evaluation, if pruning was measured there.
  ///
  /// A diverged trial has none: its parameters are no network to compress.
  let compressionFactor: Double?

  /// Reads a trial's trajectory.
  ///
  /// What the trial's configuration evaluates only to measure compression there moves no milestone;
  /// without a configuration every evaluation counts.
  ///
  /// With a tolerance, the thresholds are relative instead: an accuracy counts from
  /// `(1 − tolerance)` times the largest that the trial ever reaches (Manning-Coe et al. 2025,
  /// arXiv:2502.01739, Definition 1, where it is 0.05; their code has 0.1).
  init(
    _ result: TrialResult, of configuration: TrialConfiguration? = nil, thresholds: Thresholds,
    tolerance: Double? = nil
  ) {
    let trajectory = result.trajectory.filter {
      configuration?.decides(by: $0.step) != false || $0.step == result.steps
    }
    func threshold(_ accuracy: (Evaluation) -> Double, _ absolute: Double) -> Double {
      guard let tolerance else { return absolute }
      return (1 - tolerance) * (trajectory.map(accuracy).filter(\.isFinite).max() ?? 1)
    }
    let trainThreshold = threshold(\.trainAccuracy, thresholds.memorization)
    let testThreshold = threshold(\.testAccuracy, thresholds.generalization)
    let memorization = Milestone(
      trajectory, \.trainAccuracy, atLeast: trainThreshold, sustained: thresholds.sustained)
    let generalization = Milestone(
      trajectory, \.testAccuracy, atLeast: testThreshold, sustained: thresholds.sustained)
    func norm2(at milestone: Milestone) -> Double? {
      trajectory.first { $0.step == milestone.step }?.norm2
    }
    self.init(
      memorization: memorization, generalization: generalization,
      diverged: result.ending == .diverged, steps: result.steps,
      norm2AtMemorization: norm2(at: memorization),
      norm2AtGeneralization: norm2(at: generalization), norm2AtEnd: trajectory.last?.norm2,
      norm2AtStart: trajectory.first?.norm2,
      norm2Peak: trajectory.map(\.norm2).filter(\.isFinite).max(),
      crossings: Crossings(
        trajectory, memorization, generalization, trainThreshold: trainThreshold,
        testThreshold: testThreshold),
      compressionFactor: result.ending == .diverged
        ? nil : trajectory.last?.pruning?.compressionFactor)
  }

  /// Puts together what is known of a trial.
  init(
    memorization: Milestone, generalization: Milestone, diverged: Bool = false, steps: Int,
    norm2AtMemorization: Double? = nil, norm2AtGeneralization: Double? = nil,
    norm2AtEnd: Double? = nil, norm2AtStart: Double? = nil, norm2Peak: Double? = nil,
    crossings: Crossings? = nil, compressionFactor: Double? = nil
  ) {
    self.memorization = memorization
    self.generalization = generalization
    outcome =
      switch (diverged, memorization, generalization) {
      case (true, _, _): .diverged
      case (_, _, .reached): .generalized
      case (_, .reached, .censored): .memorized
      case (_, .censored, .censored): .untrained
      }
    self.steps = steps
    self.norm2AtMemorization = finite(norm2AtMemorization)
    self.norm2AtGeneralization = finite(norm2AtGeneralization)
    self.norm2AtEnd = finite(norm2AtEnd)
    self.norm2AtStart = finite(norm2AtStart)
    self.norm2Peak = finite(norm2Peak)
    self.crossings = crossings
    self.compressionFactor = finite(compressionFactor)
  }

  /// Whether it generalized without ever having memorized, so that there is no delay.
  var isUnmemorized: Bool { outcome == .generalized && memorization.step == nil }

  /// The generalization step less the memorization step, in steps.
  ///
  /// It is negative where a trial generalized first, censored where it only memorized, and `nil`
  /// where it never memorized: then there is nothing to count from.
  var delay: Milestone? {
    switch (memorization, generalization) {
    case (.reached(let start), .reached(let end)): .reached(end.saturatingDifference(start))
    case (.reached(let start), .censored(let last)):
      .censored(after: last.saturatingDifference(start))
    case (.censored, _): nil
    }
  }
}

extension Milestones {
  /// The rate at which `‖θ‖` shrank between the milestones, a step.
  /// ```
  /// γ = ln(‖θ_mem‖² / ‖θ_gen‖²) / (2 delay)
  /// ```
  /// Decay alone gives `ηλ`; it is below 0 where the norm grew.
  var decayRate: Double? {
    guard outcome == .generalized, let steps = delay?.step, steps > 0,
      let start = norm2AtMemorization, let end = norm2AtGeneralization, start > 0, end > 0
    else { return nil }
    return log(start / end) / (2 * Double(steps))
  }

  /// The distance of the generalization step from the evaluation before it, in steps, if both are
  /// known.
  var resolution: Int? {
    guard let step = generalization.step, let before = crossings?.beforeGeneralization else {
      return nil
    }
    return step.saturatingDifference(before)
  }
}

extension Int {
  /// The difference, or the end of the whole numbers that it lies beyond: a damaged store may hold
  /// any step.
  func saturatingDifference(_ other: Int) -> Int {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (self < other ? .min : .max) : difference
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
