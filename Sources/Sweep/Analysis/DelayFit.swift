import Engine

/// A delay law fitted to the trials of a sweep.
///
/// Every stored trial is either one of its points or counted among those left out:
/// ```
/// stored = n + Σ omitted
/// ```
struct DelayFit: Sendable {
  /// What was fitted.
  let law: DelayLaw
  /// The line, if the trials decide one.
  let regression: Regression?
  /// The 95 % bootstrap interval of its slope.
  ///
  /// There is none if a cell with a point has one trial only: it would look certain.
  let interval: Interval?
  /// How many trials are left out for each reason.
  let omitted: [Omission: Int]
  /// Why there is no line.
  let undefined: String?

  /// How many trials are points of the line.
  var count: Int { regression?.count ?? 0 }

  /// How many trials are left out because they are censored.
  var censored: Int { omitted[.censored, default: 0] }

  /// Fits a law to a sweep.
  init(_ law: DelayLaw, _ sweep: SweepSummary) {
    let points = DelayPoints(law, sweep)
    self.law = law
    let line = Regression(points.all, groupCount: points.groupCount)
    regression = line
    interval =
      line == nil || !points.canBeResampled
      ? nil
      : Bootstrap.interval(sizes: points.cells.map(\.count)) { drawn in
        Regression(points.resampled(drawn), groupCount: points.groupCount)?.slope
      }
    var omitted = points.omitted
    let unused = points.all.count - (line?.count ?? 0)
    if unused > 0 { omitted[.notVaried, default: 0] += unused }
    self.omitted = omitted
    undefined = line == nil ? points.reasonForNone : nil
  }

  /// All laws that have something to say about a sweep.
  ///
  /// A power law is left out if its predictor is the same in all cells, and a product if one of its
  /// factors is.
  static func all(_ sweep: SweepSummary) -> [DelayFit] {
    let laws = DelayLaw.all.filter { law in
      guard case .power(let fields) = law else { return true }
      return fields.allSatisfy { field in
        let values = sweep.cells.map {
          $0.node[path: field.split(separator: ".")]?.canonicalJSON
        }
        return Set(values).count > 1
      }
    }
    return laws.map { DelayFit($0, sweep) }
  }
}

/// The points of a law, by cell.
private struct DelayPoints {
  /// A point for each trial of each cell, `nil` where the trial has none.
  let cells: [[Observation?]]
  let groupCount: Int
  let omitted: [Omission: Int]
  let reasonForNone: String

  init(_ law: DelayLaw, _ sweep: SweepSummary) {
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
    for (cell, term) in zip(sweep.trials, terms) {
      let group = numbers[term.group] ?? 0
      let varies = law == .normSeparation || predictors[group].count > 1
      cells.append(
        cell.map { trial in
          switch varies ? law.point(trial.milestones, term) : .failure(.notVaried) {
          case .success(let point): return Observation(group: group, x: point.x, y: point.y)
          case .failure(let reason):
            omitted[reason, default: 0] += 1
            return nil
          }
        })
    }
    self.cells = cells
    groupCount = numbers.count
    self.omitted = omitted
    reasonForNone =
      if !terms.contains(where: { $0.value != nil }) {
        law == .normSeparation
          ? "no cell has weight decay" : "the predictor is nowhere above 0"
      } else if !predictors.contains(where: { $0.count > 1 }), law != .normSeparation {
        "no two cells differ in the predictor alone"
      } else {
        "fewer than two different predictors among the trials that have a delay"
      }
  }

  var all: [Observation] { cells.flatMap { $0.compactMap(\.self) } }

  var canBeResampled: Bool {
    cells.allSatisfy { $0.count > 1 || $0.allSatisfy { $0 == nil } }
  }

  func resampled(_ drawn: [[Int]]) -> [Observation] {
    var result: [Observation] = []
    for (cell, indices) in zip(cells, drawn) {
      for index in indices {
        if let observation = cell[index] { result.append(observation) }
      }
    }
    return result
  }
}
