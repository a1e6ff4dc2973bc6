import Statistics

/// One response of a cell's trials, censored ones used for what they say.
struct ResponseSurvival: Sendable {
  /// The curve.
  let curve: KaplanMeier
  /// The mean up to a limit that all cells share.
  let restrictedMean: RestrictedMean?

  /// Takes the response of some trials.
  init(_ curve: KaplanMeier, limit: Double?) {
    self.curve = curve
    restrictedMean = RestrictedMean(curve, upTo: limit)
  }

  /// The curves of all cells, and the limit of their means: the last step up to which every cell was watched.
  static func curves(
    _ response: Response, _ cells: [[TrialSummary]]
  ) -> (curves: [KaplanMeier], limit: Double?) {
    let curves = cells.map { trials in
      KaplanMeier(trials.compactMap { response.time($0.milestones) })
    }
    let watched = curves.compactMap(\.watchedUntil).min()
    let last = curves.compactMap(\.lastTime).max()
    return (curves, watched.flatMap { $0.isFinite ? $0 : last })
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
  init(
    _ cell: CellLabel, _ trials: [TrialSummary], generalizationStep: ResponseSurvival,
    delay: ResponseSurvival
  ) {
    let milestones = trials.map(\.milestones)
    generalized = Proportion(
      count: milestones.count { $0.outcome == .generalized }, total: trials.count)
    self.generalizationStep = generalizationStep
    self.delay = delay
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
