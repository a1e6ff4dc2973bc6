import Engine
import Foundation

/// What the trials of a sweep say about a hypothesis that was declared before they were trained.
///
/// Cells are compared by the log-rank test, and the effect is the ratio of their times, first over
/// second, of a log-normal model with censored trials. An exponent is that of the same model with a
/// constant for each group of cells that agree in every other field; its p-value is Student's, of
/// the estimate less the declared exponent over its standard error, with as many degrees of freedom
/// as there are events less parameters.
struct ContrastResult: Sendable {
  /// The hypothesis.
  let contrast: Contrast
  /// The ratio of times, or the exponent; `nil` if the trials decide none.
  let effect: Double?
  /// Its 95 % interval.
  let interval: Interval?
  /// The p-value of no difference, or of the declared exponent.
  let pValue: Double?
  /// How many trials are used.
  let count: Int
  /// How many of them are censored.
  let censored: Int
  /// Why trials are left out.
  let omitted: [Omission: Int]

  /// Judges a hypothesis about the cells of a sweep.
  init(_ contrast: Contrast, _ sweep: SweepSummary) {
    self.contrast = contrast
    let used: ContrastTrials
    switch contrast.claim {
    case .difference(let first, let second):
      used = ContrastTrials(contrast.response, sweep, rows: [first: [1, 1], second: [1, 0]])
      let ratio = used.model?.coefficients[1]
      effect = ratio.map { exp($0) }
      interval = used.model?.interval(1).map { Interval(low: exp($0.low), high: exp($0.high)) }
      pValue =
        LogRank(
          [first, second].map { cell in
            sweep.trials[cell].map { contrast.response.time($0.milestones) }
          })?.pValue
    case .exponent(let field, let value):
      let rows = Self.rows(field, sweep)
      let index = (rows.values.first?.count ?? 1) - 1
      used = ContrastTrials(contrast.response, sweep, rows: rows)
      effect = used.model?.coefficients[index]
      interval = used.model?.interval(index)
      pValue = used.model?.pValue(index, hypothesis: value)
    }
    count = used.times.count
    censored = used.times.count { !$0.isEvent }
    omitted = used.omitted
  }

  /// An indicator of its group and the logarithm of the field, for each stable cell of a group in
  /// which the field takes two values above 0.
  private static func rows(_ field: String, _ sweep: SweepSummary) -> [Int: [Double]] {
    var groups: [String: [Int: Double]] = [:]
    for (index, cell) in sweep.cells.enumerated() {
      guard let value = cell.number(field), value > 0,
        !Stability(sweep.trials[index], decayRate: cell.decayRate).isUnstable
      else { continue }
      groups[cell.group(without: [field]), default: [:]][index] = log(value)
    }
    let varying = groups.filter { Set($0.value.values).count > 1 }
      .sorted { ($0.value.keys.min() ?? 0) < ($1.value.keys.min() ?? 0) }
    var rows: [Int: [Double]] = [:]
    for (number, group) in varying.enumerated() {
      for (cell, value) in group.value {
        rows[cell] = varying.indices.map { $0 == number ? 1 : 0 } + [value]
      }
    }
    return rows
  }

  /// Judges all hypotheses of a sweep.
  static func all(_ sweep: SweepSummary) -> [ContrastResult] {
    sweep.contrasts.map { ContrastResult($0, sweep) }
  }

  /// p-values corrected for all hypotheses of the sweep (Holm 1979), in their order.
  ///
  /// One that the trials do not decide counts as a test with p = 1: what was declared stays in the
  /// family.
  static func corrected(_ results: [ContrastResult]) -> [Double?] {
    zip(results, Holm.corrected(results.map { $0.pValue ?? 1 })).map { result, p in
      result.pValue.map { _ in p }
    }
  }
}

/// The trials of some cells, and the log-normal model of their times.
private struct ContrastTrials {
  let times: [SurvivalTime]
  let omitted: [Omission: Int]
  let model: SurvivalRegression?

  /// Takes the trials of the cells that have a row of predictors.
  init(_ response: Response, _ sweep: SweepSummary, rows: [Int: [Double]]) {
    var used: [[Double]] = []
    var times: [SurvivalTime] = []
    var omitted: [Omission: Int] = [:]
    for (cell, row) in rows.sorted(by: { $0.key < $1.key }) {
      for trial in sweep.trials[cell] {
        switch response.modelTime(trial.milestones) {
        case .success(let time):
          used.append(row)
          times.append(time)
        case .failure(let reason): omitted[reason, default: 0] += 1
        }
      }
    }
    self.times = times
    self.omitted = omitted
    model = SurvivalRegression(.logNormal, rows: used, times: times)
  }
}

extension SurvivalRegression {
  /// The two-sided p-value of a coefficient's being the given number; `nil` without degrees of
  /// freedom.
  fileprivate func pValue(_ index: Int, hypothesis: Double) -> Double? {
    let freedom = events - errors.count
    guard freedom > 0, errors[index] > 0 else { return nil }
    let t = abs(coefficients[index] - hypothesis) / errors[index]
    return 1 - StudentT(degreesOfFreedom: freedom).centralProbability(t)
  }
}
