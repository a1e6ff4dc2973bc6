import Engine
import Foundation
import Statistics

/// A delay law fitted to the trials of a sweep.
///
/// Every stored trial is either one of its points or counted among those left out:
/// ```
/// stored = n + Σ omitted
/// ```
struct DelayFit: Sendable {
  /// The seed of the resamples: a constant, so that the same trials give the same interval.
  static let bootstrapSeed = 20_250_101

  /// What was fitted.
  let law: DelayLaw
  /// What is held against the law.
  let response: Response
  /// The line, if the trials decide one.
  let regression: Regression?
  /// The 95 % bootstrap interval of its slope.
  ///
  /// Trials are drawn within each cell, censored ones too: a resample differs in how many it has to
  /// leave out, as another sweep would. There is none if a cell with a point has one trial only: it
  /// would look certain.
  private(set) var interval: Interval?
  /// The line through the cells' means, whose interval sees the misfit of whole cells.
  let cellLine: ClusterLine?
  /// The line through the cells' means, of a power law through the logarithms of means.
  let onCellMeans: Regression?
  /// The line with the trials of unstable cells, if there are any.
  let withUnstable: Regression?
  /// How many trials are left out for each reason.
  let omitted: [Omission: Int]
  /// Why there is no line.
  let undefined: NoLine?

  /// How many trials are points of the line.
  var count: Int { regression?.count ?? 0 }

  /// How many trials are left out because they are censored.
  var censored: Int { omitted[.censored, default: 0] }

  /// Fits a law to a sweep.
  init(_ law: DelayLaw, _ sweep: SweepSummary, response: Response = .delay) {
    let (fit, line) = Self.line(law, sweep, response)
    self = Self.resampled([(fit, line)], sweep)[0]
  }

  /// A fit without the interval of its slope, whose line is returned if it can be resampled with others.
  private static func line(
    _ law: DelayLaw, _ sweep: SweepSummary, _ response: Response
  ) -> (DelayFit, ResampledLine?) {
    let points = DelayPoints(law, sweep, response)
    var fit = DelayFit(points, law, sweep, response)
    guard fit.regression != nil, points.canBeResampled else { return (fit, nil) }
    if let line = ResampledLine(points, law, response) { return (fit, line) }
    fit.interval = points.resampledInterval(seed: bootstrapSeed)
    return (fit, nil)
  }

  /// The fits with the intervals of those that have a line.
  private static func resampled(
    _ fits: [(fit: DelayFit, line: ResampledLine?)], _ sweep: SweepSummary
  ) -> [DelayFit] {
    var intervals = ResampledLine.intervals(
      fits.compactMap(\.line), sweep, seed: bootstrapSeed
    )[...]
    return fits.map { entry in
      var fit = entry.fit
      if entry.line != nil { fit.interval = intervals.popFirst() ?? nil }
      return fit
    }
  }

  private init(
    _ points: DelayPoints, _ law: DelayLaw, _ sweep: SweepSummary, _ response: Response
  ) {
    self.law = law
    self.response = response
    let all = points.all
    let line = Regression(all, groupCount: points.groupCount)
    regression = line
    let cells = points.cells.map { $0.compactMap(\.self) }
    cellLine = line == nil ? nil : ClusterLine(points.deciding(cells))
    onCellMeans = Regression(
      cells.compactMap { law.mean($0) }, groupCount: points.groupCount)
    if points.omitted[.unstable, default: 0] > 0 {
      let all = DelayPoints(law, sweep, response, includesUnstable: true)
      withUnstable = Regression(all.all, groupCount: all.groupCount)
    } else {
      withUnstable = nil
    }
    var omitted = points.omitted
    let unused = all.count - (line?.count ?? 0)
    if unused > 0 { omitted[.notVaried, default: 0] += unused }
    self.omitted = omitted
    undefined = line == nil ? points.reasonForNone : nil
  }

  /// All laws that have something to say about a sweep, of each response in turn.
  ///
  /// A law is left out if one of its fields is the same in all cells; an inverse law also if a
  /// product with more fields is fitted, and that of the norms for all responses but the delay.
  static func all(_ sweep: SweepSummary, responses: [Response] = [.delay]) -> [DelayFit] {
    let varying = DelayLaw.all.filter { $0.fields.allSatisfy { sweep.cells.vary(in: $0) } }
    let laws = varying.filter { law in
      guard case .inverse(let fields) = law else { return true }
      return !varying.contains {
        if case .inverse(let more) = $0 { more.count > fields.count } else { false }
      }
    }
    let fits = responses.flatMap { response in
      laws.filter { response == .delay || $0 != .normSeparation }
        .map { line($0, sweep, response) }
    }
    return resampled(fits, sweep)
  }
}

extension DelayLaw {
  /// The mean of a cell's observations; of logarithms, the logarithm of the mean.
  fileprivate func mean(_ cell: [Observation]) -> Observation? {
    guard let first = cell.first else { return nil }
    let n = Double(cell.count)
    let y =
      if case .power = self {
        log(cell.reduce(0) { $0 + exp($1.y) } / n)
      } else {
        cell.reduce(0) { $0 + $1.y } / n
      }
    return Observation(group: first.group, x: cell.reduce(0) { $0 + $1.x } / n, y: y)
  }
}
