import Engine
import Statistics

/// A paragraph for the methods section of a paper: what was trained, how milestones were taken,
/// what was censored, and by which estimators and intervals the tables stand.
///
/// Every figure in it comes from the store.
struct Methods: Sendable {
  /// The experiment.
  let experiment: Experiment
  /// Its trials.
  let sweep: SweepSummary
  /// Where they were trained.
  let origins: Origins

  /// Describes trials that were read.
  init(_ experiment: Experiment, _ sweep: SweepSummary, _ origins: Origins) {
    (self.experiment, self.sweep, self.origins) = (experiment, sweep, origins)
  }

  /// Reads a store.
  init(_ store: ResultStore, overrides: ThresholdOverrides = ThresholdOverrides()) throws {
    var origins = Origins()
    try store.forEachAttempt { _, _, attempt in origins.add(attempt) }
    self.init(store.experiment, try SweepSummary(store, overrides: overrides), origins)
  }

  /// The paragraph, on one line.
  var text: String {
    let results = [counts, resolution, estimators, hypotheses].compactMap(\.self)
    let sentences = [design, training, evaluation] + sweep.milestoneNotes + results
    return (sentences + origins.sentences).joined(separator: " ") + "\n"
  }

  private var design: String {
    let axes =
      sweep.fields.isEmpty ? "" : " that vary \(sweep.fields.joined(separator: ", "))"
    return "The experiment \(experiment.name) has \(plural(sweep.cells.count, "cell"))\(axes), "
      + "with \(seeds) each; \(sweep.stored) of \(sweep.expected) trials were trained with "
      + "groksweep (store schema \(StoreSchema.version))."
  }

  private var seeds: String {
    guard let adaptive = experiment.adaptiveSeeds else {
      return plural(experiment.seeds.count, "seed")
    }
    let percent = shortNumber(100 * adaptive.target.relativeInterval)
    return "\(adaptive.least) to \(adaptive.most) seeds, added until the 95 % interval of the "
      + "median generalization step was within \(percent) % of it,"
  }

  private var training: String {
    let cells = (0..<experiment.cellCount).map { experiment.cell($0).configuration }
    let budgets = cells.map(\.steps)
    let (least, most) = (budgets.min() ?? 0, budgets.max() ?? 0)
    let budget = least == most ? "\(most)" : "\(least) to \(most), by cell,"
    let rules = distinct(cells.map { $0.stop.map(Self.words) ?? "took every step of the budget" })
    let precisions = distinct(cells.map(\.precision.rawValue))
    return "A trial had a budget of \(budget) steps in \(precisions.joined(separator: " or ")) and "
      + rules.joined(separator: ", or ") + "."
  }

  private static func words(_ rule: StopRule) -> String {
    "ended early once test accuracy had stayed at or above \(shortNumber(rule.testAccuracy)) for "
      + "\(plural(rule.sustained, "evaluation")) and \(shortNumber(rule.extra)) times the step of "
      + "the first of them was reached"
  }

  private var evaluation: String {
    let grids = (0..<experiment.cellCount).map { experiment.cell($0).configuration.evaluation }
    let words = distinct(
      grids.map { grid in
        grid.every.map { "every \($0) steps" }
          ?? "at steps round(10^(k/\(grid.perDecade))), k = 0, 1, and so on"
      })
    return "It was evaluated \(words.joined(separator: ", or "))."
  }

  private var counts: String {
    let rows = sweep.cellSummaries
    func sum(_ count: (CellSummary) -> Int) -> Int { rows.reduce(0) { $0 + count($1) } }
    let sizes = rows.map(\.trials)
    let (least, most) = (sizes.min() ?? 0, sizes.max() ?? 0)
    let unstable = rows.count { $0.survival.stability.isUnstable }
    return "Cells have n = \(least == most ? "\(most)" : "\(least) to \(most)") trials; "
      + "generalized \(sum(\.generalized)), right-censored \(sum(\.censored)), diverged "
      + "\(sum(\.diverged)). In medians none was dropped: censored and diverged trials count "
      + "as later than every number."
      + (unstable > 0
        ? " \(plural(unstable, "cell")) flagged as unstable stayed out of fits." : "")
  }

  /// How finely steps are known.
  private var resolution: String? {
    sweep.resolution.map { steps, share in
      "Generalization steps are known up to the evaluation before them, at most \(steps) steps or "
        + "\(significant(100 * share, digits: 2)) % of the step away."
    }
  }

  private var estimators: String {
    "Medians are given with interpolated order-statistic intervals (Hettmansperger and Sheather "
      + "1986) and, with censored trials, as Kaplan-Meier estimates with intervals from the log-log "
      + "Greenwood band (Brookmeyer and Crowley 1982) with half of each step's events (mid-p, Lancaster "
      + "1961), interpolated between steps, from 6 trials; shares with Wilson's score "
      + "interval; means and restricted means with Student's t. Lines come from least squares over the "
      + "trials that generalized, with percentile intervals of \(Bootstrap.resamples) resamples over trials and t intervals "
      + "over cells (Donald and Lang 2007); exponents also from log-normal and Weibull accelerated "
      + "failure time models with censored trials and milestones in the intervals between evaluations. "
      + "Verdicts on laws rest on such a log-normal model in which cells deviate from the law, with "
      + "variances by restricted likelihood and t intervals, a margin of ±"
      + shortNumber(Law.defaultMargin)
      + " on exponents, and Holm's correction over all claims of a "
      + "report. Intervals are 95 %."
  }

  private var hypotheses: String? {
    guard !sweep.contrasts.isEmpty else { return nil }
    return "\(plural(sweep.contrasts.count, "hypothesis", "hypotheses")) declared in the "
      + "experiment file were tested by the log-rank test (cells) or Student's t of the log-normal "
      + "model in which cells deviate (exponents), with Holm's correction over all of them; everything else is exploratory."
  }
}

/// The different ones among some texts, in order of appearance.
private func distinct(_ texts: [String]) -> [String] {
  texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
}
