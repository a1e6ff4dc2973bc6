import Engine
import Statistics

extension Table {
  /// The axes as they are read.
  var axes: AxisColumns { AxisColumns(sweep.fields, sweep.cells.map(\.values)) }

  /// How many trials came how far, and the medians of their steps.
  var milestones: [TextTable.Column] {
    [
      column("trials") { "\($0.trials)" }, column("memorized") { "\($0.memorized)" },
      column("generalized") { "\($0.generalized)" }, column("censored") { "\($0.censored)" },
      column("diverged") { "\($0.diverged)" },
      column("memorization step") { $0.memorizationStep.text(budget: $0.cell.budget) },
      column("generalization step") { $0.generalizationStep.text(budget: $0.cell.budget) },
      column("delay") { $0.delay.text(budget: nil) },
      column("compression factor", \.compressionFactor.text),
    ]
  }

  /// What censored trials say.
  var survival: [TextTable.Column] {
    [
      column("share generalized") { row in
        let share = row.survival.generalized
        return (share.value.map(fourDigits) ?? "-")
          + (share.interval.map { " \(bracketed($0))" } ?? "")
      },
      column("generalization step (Kaplan-Meier)") { row in
        let step = row.survival.generalizationStep
        return censoredText(step.median, step.curve.interval(0.5), budget: row.cell.budget)
      },
      column("quartiles") { row in
        let quartiles = row.survival.generalizationStep.quartiles
          .map { censoredText($0, budget: row.cell.budget) }
        return quartiles.isEmpty ? "-" : quartiles.joined(separator: ", ")
      },
      column("restricted mean") { row in
        row.survival.generalizationStep.restrictedMean.map(Self.restricted) ?? "-"
      },
      column("delay (Kaplan-Meier)") { row in
        let delay = row.survival.delay
        return censoredText(delay.median, delay.curve.interval(0.5), budget: nil)
      },
      column("decay / ηλ") { $0.survival.relativeDecay.mean.map(fourDigits) ?? "-" },
      column("relapses") { $0.survival.relapses.map(String.init) ?? "-" },
      column("flag") { row in
        let stability = row.survival.stability
        return stability.isUnstable ? "UNSTABLE: \(stability.rawValue)" : ""
      },
    ]
  }

  /// What a reader of ``survival`` must know.
  var survivalNotes: [String] {
    [
      "Second table: share generalized with Wilson's score interval; Kaplan-Meier medians (from 6 "
        + "trials with Brookmeyer-Crowley intervals on the log-log scale, interpolated; for fewer "
        + "none covers) and quartiles; restricted mean up to the last step for which "
        + "every cell was watched, Student t.",
      "decay / ηλ: mean of ln(norm² at memorization / norm² at generalization) / (2 delay ηλ); "
        + "decay alone gives 1.",
      "UNSTABLE: the milestones are no delayed generalization (docs/statistics.md has the rule).",
    ]
  }

  func column(_ heading: String, _ entry: (CellSummary) -> String) -> TextTable.Column {
    TextTable.Column(heading: heading, entries: rows.map(entry))
  }

  private static func restricted(_ mean: RestrictedMean) -> String {
    let ends = mean.interval.map { " [\(wholeSteps($0.low)), \(wholeSteps($0.high))]" } ?? ""
    return "\(wholeSteps(mean.mean))\(ends) to \(wholeSteps(mean.limit))"
  }
}

extension CensoredMedian {
  /// The median and its interval: `5091 [5012, > 60000]`.
  ///
  /// A value known to lie beyond all evaluations takes the bound of the censored trials, else the
  /// budget; without either it is undefined.
  fileprivate func text(budget: Int?) -> String { censoredText(median, interval, budget: budget) }
}

/// A value that may be censored; beyond all bounds it takes the budget.
func censoredText(_ value: CensoredValue, budget: Int?) -> String {
  switch value {
  case .known(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
  case .later(let bound):
    (bound.map(wholeSteps) ?? budget.map(String.init)).map { "> " + $0 } ?? "undefined"
  }
}

/// A median with its interval, unless all that is known of that is a bound below.
private func censoredText(
  _ median: CensoredValue?, _ interval: CensoredInterval?, budget: Int?
) -> String {
  guard let median else { return "-" }
  let text = censoredText(median, budget: budget)
  guard let interval, case .known(let low) = interval.low else { return text }
  let ends = (
    censoredText(.known(low.rounded(.down)), budget: budget),
    censoredText(interval.high.roundedUp, budget: budget)
  )
  return "\(text) [\(ends.0), \(ends.1)]"
}

extension CensoredValue {
  /// The value, if it is a number, as the next whole step.
  fileprivate var roundedUp: CensoredValue {
    if case .known(let value) = self { .known(value.rounded(.up)) } else { self }
  }
}

extension MeanEstimate {
  /// The mean and its interval, in four digits: `5.213 [5.102, 5.324]`.
  fileprivate var text: String {
    guard let mean else { return "-" }
    guard let interval else { return fourDigits(mean) }
    return "\(fourDigits(mean)) \(bracketed(interval))"
  }
}
