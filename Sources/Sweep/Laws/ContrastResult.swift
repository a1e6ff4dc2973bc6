import Engine
import Foundation
import Statistics

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
    var unused: [Omission: Int] = [:]
    switch contrast.claim {
    case .difference(let first, let second):
      used = ContrastTrials(contrast.response, sweep, rows: [first: [1, 1], second: [1, 0]])
      let ratio = used.model?.coefficients[1]
      effect = ratio.map { exp($0) }
      interval = used.model?.interval(1).map { Interval(low: exp($0.low), high: exp($0.high)) }
      pValue =
        LogRank(
          [first, second].map { cell in
            sweep.trials[cell].compactMap { contrast.response.time($0.milestones) }
          })?.pValue
    case .exponent(let field, let value):
      let rows: [Int: [Double]]
      (rows, unused) = Self.design(field, sweep)
      let index = (rows.values.first?.count ?? 1) - 1
      used = ContrastTrials(contrast.response, sweep, rows: rows)
      effect = used.model?.coefficients[index]
      interval = used.model?.interval(index)
      pValue = used.model?.pValue(index, hypothesis: value)
    }
    count = used.times.count
    censored = used.times.count { !$0.isEvent }
    omitted = used.omitted.merging(unused, uniquingKeysWith: +)
  }

  /// An indicator of its group and the logarithm of the field, for each stable cell of a group in
  /// which the field takes two values above 0, and why the trials of the other cells are left out.
  private static func design(
    _ field: String, _ sweep: SweepSummary
  ) -> (rows: [Int: [Double]], omitted: [Omission: Int]) {
    var omitted: [Omission: Int] = [:]
    var groups: [String: [Int: Double]] = [:]
    for (index, cell) in sweep.cells.enumerated() {
      let trials = sweep.trials[index]
      if sweep.stability(ofCell: index).isUnstable {
        omitted[.unstable, default: 0] += trials.count
      } else if let value = cell.number(field), value > 0 {
        groups[cell.group(without: [field]), default: [:]][index] = log(value)
      } else {
        omitted[.undefinedPredictor, default: 0] += trials.count
      }
    }
    // In the order of the grid, so that the same trials give the same bits.
    let ordered = groups.values.sorted { ($0.keys.min() ?? 0) < ($1.keys.min() ?? 0) }
    let varying = ordered.filter { Set($0.values).count > 1 }
    for cell in ordered.filter({ Set($0.values).count == 1 }).flatMap(\.keys) {
      omitted[.notVaried, default: 0] += sweep.trials[cell].count
    }
    var rows: [Int: [Double]] = [:]
    for (number, group) in varying.enumerated() {
      for (cell, value) in group {
        rows[cell] = varying.indices.map { $0 == number ? 1 : 0 } + [value]
      }
    }
    return (rows, omitted.filter { $0.value > 0 })
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
