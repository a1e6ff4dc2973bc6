import Engine
import Foundation
import Statistics

/// What the trials of a sweep say about a hypothesis that was declared before they were trained.
///
/// Cells are compared by the log-rank test, and the effect is the ratio of their times, first over
/// second, of a log-normal model of the same trials, censored ones included. An exponent is that of a model
/// in which cells miss the power law (``ClusterRegression``), with a constant for each group of cells that
/// agree in every other field; its p-value and its interval are Student's of the same error.
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
    switch contrast.claim {
    case .difference(let first, let second):
      let pair = PairOfCells(contrast.response, sweep, first, second)
      effect = pair.model.map { exp($0.coefficients[1]) }
      interval = pair.model?.interval(1).map { Interval(low: exp($0.low), high: exp($0.high)) }
      pValue = LogRank(pair.times)?.pValue
      count = pair.times.reduce(0) { $0 + $1.count }
      censored = pair.times.joined().count { !$0.isEvent }
      omitted = pair.omitted
    case .exponent(let field, let value):
      let data = LawData(sweep, contrast.response)
      let law = Law(
        name: "", response: contrast.response,
        factors: [Law.Factor(fields: [field], claim: value)])
      let (clusters, unused) = Self.clusters(law, data)
      let model = ClusterRegression(clusters)
      effect = model?.slopes[0]
      interval = model?.interval(0)
      pValue = model?.pValue(0, hypothesis: value)
      count = clusters.reduce(0) { $0 + $1.times.count }
      censored = clusters.reduce(0) { $0 + $1.times.count { !$0.isEvent } }
      omitted = data.omitted.merging(unused, uniquingKeysWith: +)
    }
  }

  /// The clusters of the groups in which the field varies, and why the trials of the others are left out.
  private static func clusters(
    _ law: Law, _ data: LawData
  ) -> (clusters: [Cluster], omitted: [Omission: Int]) {
    let defined = data.clusters(law, critical: 0, claimed: false).map(\.cluster)
    let values = Dictionary(grouping: defined, by: \.group)
      .mapValues { Set($0.map(\.predictors)).count }
    let used = defined.filter { values[$0.group, default: 0] > 1 }
    func size(_ clusters: [Cluster]) -> Int { clusters.reduce(0) { $0 + $1.times.count } }
    let all = data.times.reduce(0) { $0 + $1.count }
    let omitted: [Omission: Int] = [
      .undefinedPredictor: all - size(defined), .notVaried: size(defined) - size(used),
    ]
    return (used, omitted.filter { $0.value > 0 })
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

/// The trials of two cells, and the log-normal model of their times.
private struct PairOfCells {
  let times: [[SurvivalTime]]
  let omitted: [Omission: Int]
  let model: SurvivalRegression?

  /// Takes the trials of two cells that have a response.
  init(_ response: Response, _ sweep: SweepSummary, _ first: Int, _ second: Int) {
    var rows: [[Double]] = []
    var intervals: [IntervalTime] = []
    var omitted: [Omission: Int] = [:]
    times = [first, second].map { cell in
      sweep.trials[cell].compactMap { trial in
        switch response.interval(trial.milestones, spacing: sweep.spacing) {
        case .success(let time):
          rows.append([1, cell == first ? 1 : 0])
          intervals.append(time)
          return SurvivalTime(time.isEvent ? time.upper : time.lower, isEvent: time.isEvent)
        case .failure(let reason):
          omitted[reason, default: 0] += 1
          return nil
        }
      }
    }
    self.omitted = omitted
    model = SurvivalRegression(.logNormal, rows: rows, intervals: intervals)
  }
}
