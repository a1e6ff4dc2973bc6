import Engine
import Foundation
import Statistics

extension Table {
  /// The table in aligned columns, with what it means below.
  var text: String {
    aligned([headings] + rows.map(entries)) + "\n"
      + aligned([survivalHeadings] + rows.map(survival))
      + "\n" + footer.map { $0 + "\n" }.joined() + declared(as: .text)
  }

  /// The table for a document, with what it means below.
  var markdown: String {
    markdownTable([headings] + rows.map(entries)) + "\n"
      + markdownTable([survivalHeadings] + rows.map(survival)) + "\n"
      + footer.joined(separator: " ") + "\n" + declared(as: .markdown)
  }

  /// The table for a paper, with what it means below.
  var latex: String {
    latexTable([headings] + rows.map(entries)) + "\n"
      + latexTable([survivalHeadings] + rows.map(survival)) + "\n"
      + footer.map(latexEscaped).joined(separator: "\n") + "\n" + declared(as: .latex)
  }

  /// The declared hypotheses, if there are any.
  private func declared(as format: TableFormat) -> String {
    sweep.contrasts.isEmpty ? "" : "\n" + ContrastTable(sweep).rendered(as: format)
  }

  /// The heads of the first table.
  var headings: [String] {
    sweep.fields + [
      "trials", "memorized", "generalized", "censored", "diverged", "memorization step",
      "generalization step", "delay", "compression factor",
    ]
  }

  /// A cell's line of the first table.
  func entries(_ row: CellSummary) -> [String] {
    let budget = row.cell.budget
    return row.cell.values.map { singleLine($0.summary) }
      + [row.trials, row.memorized, row.generalized, row.censored, row.diverged].map(String.init)
      + [
        row.memorizationStep.text(budget: budget), row.generalizationStep.text(budget: budget),
        row.delay.text(budget: nil), row.compressionFactor.text,
      ]
  }

  /// The heads of the second table, in which censored trials are used.
  var survivalHeadings: [String] {
    sweep.fields + [
      "generalized", "generalization step (Kaplan-Meier)", "quartiles", "restricted mean",
      "delay (Kaplan-Meier)", "decay / ηλ", "relapses", "flag",
    ]
  }

  /// A cell's line of the second table.
  func survival(_ row: CellSummary) -> [String] {
    let survival = row.survival
    let (step, delay) = (survival.generalizationStep, survival.delay)
    let budget = row.cell.budget
    let share = survival.generalized.value.map { fourDigits($0) } ?? "-"
    let shareEnds = survival.generalized.interval.map {
      " \(bracketed($0))"
    }
    let quartiles = step.quartiles.map { censoredText($0, budget: budget) }
    return row.cell.values.map { singleLine($0.summary) } + [
      share + (shareEnds ?? ""),
      censoredText(step.median, step.curve.interval(0.5), budget: budget),
      quartiles.isEmpty ? "-" : quartiles.joined(separator: ", "),
      step.restrictedMean.map(restricted) ?? "-",
      censoredText(delay.median, delay.curve.interval(0.5), budget: nil),
      survival.relativeDecay.mean.map(fourDigits) ?? "-",
      survival.relapses.map(String.init) ?? "-",
      survival.stability.isUnstable ? "UNSTABLE: \(survival.stability.rawValue)" : "",
    ]
  }

  private func restricted(_ mean: RestrictedMean) -> String {
    let ends = mean.interval.map { " [\(wholeSteps($0.low)), \(wholeSteps($0.high))]" } ?? ""
    return "\(wholeSteps(mean.mean))\(ends) to \(wholeSteps(mean.limit))"
  }

  /// What a reader must know to quote the table.
  var footer: [String] {
    ["Steps are medians."] + sweep.milestoneNotes + [
      "Censored trials (neither generalized nor diverged) and diverged ones are counted as later "
        + "than every number; > marks where they decide.",
      "In brackets 95 % intervals: of medians from interpolated order statistics (Hettmansperger & "
        + "Sheather 1986; from 6 trials), of the mean compression factor Student t.",
      "Second table: share generalized with Wilson's score interval; Kaplan-Meier medians (from 6 "
        + "trials with Brookmeyer-Crowley intervals on the log-log scale, interpolated; for fewer "
        + "none covers) and quartiles; restricted mean up to the last step for which "
        + "every cell was watched, Student t.",
      "decay / ηλ: mean of ln(norm² at memorization / norm² at generalization) / (2 delay ηλ); "
        + "decay alone gives 1.",
      "UNSTABLE: the milestones are no delayed generalization (docs/statistics.md has the rule).",
    ] + [sweep.unmemorizedNote, sweep.countNote].compactMap(\.self)
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

private func censoredText(
  _ median: CensoredValue?, _ interval: CensoredInterval?, budget: Int?
) -> String {
  guard let median else { return "-" }
  let text = censoredText(median, budget: budget)
  guard let interval else { return text }
  let low = censoredText(interval.low.rounded(.down), budget: budget)
  guard low != "undefined" else { return text }
  return "\(text) [\(low), \(censoredText(interval.high.rounded(.up), budget: budget))]"
}

extension CensoredValue {
  /// The value in whole steps.
  fileprivate func rounded(_ rule: FloatingPointRoundingRule) -> CensoredValue {
    if case .known(let value) = self { .known(value.rounded(rule)) } else { self }
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
