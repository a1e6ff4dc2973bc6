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
  let interval: Interval?
  /// The line through the cells' means, whose interval sees the misfit of whole cells.
  let cellLine: ClusterLine?
  /// The line through the cells' means, of a power law through the logarithms of means.
  let onCellMeans: Regression?
  /// The line with the trials of unstable cells, if there are any.
  let withUnstable: Regression?
  /// How many trials are left out for each reason.
  let omitted: [Omission: Int]
  /// Why there is no line.
  let undefined: Undefined?

  /// Why trials decide no line.
  enum Undefined: Hashable, Sendable {
    /// No cell has weight decay.
    case noDecay
    /// The predictor is nowhere above 0.
    case noPredictor
    /// No two cells differ in the predictor alone.
    case notVaried
    /// The trials that have a delay have fewer than two predictors.
    case onePredictor
  }

  /// How many trials are points of the line.
  var count: Int { regression?.count ?? 0 }

  /// How many trials are left out because they are censored.
  var censored: Int { omitted[.censored, default: 0] }

  /// Fits a law to a sweep.
  init(_ law: DelayLaw, _ sweep: SweepSummary, response: Response = .delay) {
    let points = DelayPoints(law, sweep, response)
    self.law = law
    self.response = response
    let line = Regression(points.all, groupCount: points.groupCount)
    regression = line
    var draws = Generator(seed: Self.bootstrapSeed, stream: "bootstrap")
    interval =
      line == nil || !points.canBeResampled
      ? nil
      : Bootstrap.interval(sizes: points.cells.map(\.count), using: &draws) { drawn in
        points.slope(drawn)
      }
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
    let unused = points.all.count - (line?.count ?? 0)
    if unused > 0 { omitted[.notVaried, default: 0] += unused }
    self.omitted = omitted
    undefined = line == nil ? points.reasonForNone : nil
  }

  /// All laws that have something to say about a sweep.
  ///
  /// A law is left out if one of its fields is the same in all cells; an inverse law also if a
  /// product with more fields is fitted.
  static func all(_ sweep: SweepSummary, response: Response = .delay) -> [DelayFit] {
    let varying = DelayLaw.all.filter { $0.fields.allSatisfy { sweep.cells.vary(in: $0) } }
    let laws = varying.filter { law in
      guard case .inverse(let fields) = law else { return true }
      return !varying.contains {
        if case .inverse(let more) = $0 { more.count > fields.count } else { false }
      }
    }
    return laws.map { DelayFit($0, sweep, response: response) }
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

/// The points of a law, by cell.
private struct DelayPoints {
  /// A point for each trial of each cell, `nil` where the trial has none.
  let cells: [[Observation?]]
  /// The same, less the means of their groups, so that sums of squares lose no digits.
  private let centered: [[Observation?]]
  let groupCount: Int
  let omitted: [Omission: Int]
  let reasonForNone: DelayFit.Undefined

  init(
    _ law: DelayLaw, _ sweep: SweepSummary, _ response: Response, includesUnstable: Bool = false
  ) {
    let terms = sweep.cells.map { law.terms(of: $0) }
    var numbers: [String: Int] = [:]
    for term in terms where numbers[term.group] == nil { numbers[term.group] = numbers.count }

    // A group of cells with one predictor decides nothing, whatever becomes of its trials.
    var predictors = [Set<Double>](repeating: [], count: numbers.count)
    for term in terms {
      if let value = term.value { predictors[numbers[term.group] ?? 0].insert(value) }
    }

    var omitted: [Omission: Int] = [:]
    var cells: [[Observation?]] = []
    for (index, (cell, term)) in zip(sweep.trials, terms).enumerated() {
      let group = numbers[term.group] ?? 0
      let unstable = !includesUnstable && sweep.stability(ofCell: index).isUnstable
      let varies = law == .normSeparation || predictors[group].count > 1
      cells.append(
        cell.map { trial in
          switch unstable
            ? .failure(.unstable)
            : varies ? law.point(trial.milestones, term, response) : .failure(.notVaried)
          {
          case .success(let point): return Observation(group: group, x: point.x, y: point.y)
          case .failure(let reason):
            omitted[reason, default: 0] += 1
            return nil
          }
        })
    }
    self.cells = cells
    groupCount = numbers.count
    var means = [(x: Double, y: Double, count: Double)](repeating: (0, 0, 0), count: numbers.count)
    for point in cells.joined().compactMap(\.self) {
      means[point.group].x += point.x
      means[point.group].y += point.y
      means[point.group].count += 1
    }
    centered = cells.map { cell in
      cell.map { point in
        point.map {
          let mean = means[$0.group]
          return Observation(
            group: $0.group, x: $0.x - mean.x / mean.count, y: $0.y - mean.y / mean.count)
        }
      }
    }
    self.omitted = omitted
    reasonForNone =
      if !terms.contains(where: { $0.value != nil }) {
        law == .normSeparation ? .noDecay : .noPredictor
      } else if !predictors.contains(where: { $0.count > 1 }), law != .normSeparation {
        .notVaried
      } else {
        .onePredictor
      }
  }

  var all: [Observation] { cells.flatMap { $0.compactMap(\.self) } }

  /// The cells that have observations in a group whose predictor varies.
  func deciding(_ cells: [[Observation]]) -> [ClusterMean] {
    var values = [Set<Double>](repeating: [], count: groupCount)
    for observation in cells.joined() { values[observation.group].insert(observation.x) }
    let kept = values.indices.filter { values[$0].count > 1 }
    return cells.compactMap { cell in
      cell.first.map { kept.contains($0.group) } == true ? ClusterMean(cell) : nil
    }
  }

  var canBeResampled: Bool {
    cells.allSatisfy { $0.count > 1 || $0.allSatisfy { $0 == nil } }
  }

  /// The slope within groups of a resample, by sums of deviations from the groups' means of all trials.
  func slope(_ drawn: [[Int]]) -> Double? {
    var sums = [Sums](repeating: Sums(), count: groupCount)
    for (cell, indices) in zip(centered, drawn) {
      for index in indices {
        guard let point = cell[index] else { continue }
        sums[point.group].take(point.x, point.y)
      }
    }
    var (xx, xy) = (0.0, 0.0)
    for group in sums where group.low < group.high {
      xx += group.xx - group.x * group.x / group.count
      xy += group.xy - group.x * group.y / group.count
    }
    return xx > 0 ? xy / xx : nil
  }

  private struct Sums {
    var count = 0.0
    var x = 0.0
    var y = 0.0
    var xx = 0.0
    var xy = 0.0
    var low = Double.infinity
    var high = -Double.infinity

    mutating func take(_ x: Double, _ y: Double) {
      count += 1
      self.x += x
      self.y += y
      xx += x * x
      xy += x * y
      low = min(low, x)
      high = max(high, x)
    }
  }
}
