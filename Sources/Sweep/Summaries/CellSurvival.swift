import Statistics

/// One response of a cell's trials, censored ones used for what they say.
struct ResponseSurvival: Sendable {
  /// The curve.
  let curve: KaplanMeier
  /// The mean up to the last time known.
  let restrictedMean: RestrictedMean?

  /// Takes the response of some trials.
  init(_ response: Response, _ trials: [TrialSummary]) {
    curve = KaplanMeier(trials.compactMap { response.time($0.milestones) })
    restrictedMean = RestrictedMean(curve)
  }

  /// The median with its interval.
  var median: CensoredValue? { curve.quantile(0.5) }
  /// The lower and the upper quartile.
  var quartiles: [CensoredValue] { [0.25, 0.75].compactMap(curve.quantile) }
}

/// What a cell's trials say when censored ones are used, and whether they can be trusted.
struct CellSurvival: Sendable {
  /// The share of all trials that generalized and did not diverge.
  let generalized: Proportion
  /// The generalization step.
  let generalizationStep: ResponseSurvival
  /// The delay.
  let delay: ResponseSurvival
  /// Whether the milestones mean what they say.
  let stability: Stability
  /// How often trials fell back below the threshold after they had generalized; `nil` without
  /// trajectories.
  let relapses: Int?
  /// The largest distance of a generalization step from the evaluation before it, in steps.
  let resolution: Int?
  /// The mean of the decay rate of `‖θ‖` between the milestones over `ηλ`.
  let relativeDecay: MeanEstimate

  /// Looks at the trials of a cell.
  init(_ cell: CellLabel, _ trials: [TrialSummary]) {
    let milestones = trials.map(\.milestones)
    generalized = Proportion(
      count: milestones.count { $0.outcome == .generalized }, total: trials.count)
    generalizationStep = ResponseSurvival(.generalizationStep, trials)
    delay = ResponseSurvival(.delay, trials)
    stability = Stability(trials, decayRate: cell.decayRate)
    let crossings = milestones.compactMap(\.crossings)
    relapses =
      crossings.isEmpty
      ? nil
      : crossings.reduce(0) { sum, next in
        let (more, overflow) = sum.addingReportingOverflow(next.relapses)
        return overflow ? .max : more
      }
    resolution = milestones.compactMap(\.resolution).max()
    relativeDecay = MeanEstimate(cell.relativeDecays(trials))
  }
}
