import Engine
import Foundation
import Statistics

/// The times of a response by cell, as laws see them.
///
/// No censored trial is dropped: `stored = n + Σ omitted`, and omitted are those of unstable cells, those
/// that diverged, and those of which nothing is known.
struct LawData: Sendable {
  /// The sweep.
  let sweep: SweepSummary
  /// The response.
  let response: Response
  /// The times of each cell; none of an unstable one.
  let times: [[IntervalTime]]
  /// Why trials are left out.
  let omitted: [Omission: Int]
  /// The fields of which the response may be a power: numbers above 0 that vary.
  let fields: [String]

  /// Reads a sweep.
  init(_ sweep: SweepSummary, _ response: Response) {
    self.sweep = sweep
    self.response = response
    var omitted: [Omission: Int] = [:]
    var times: [[IntervalTime]] = []
    for (cell, trials) in sweep.trials.enumerated() {
      guard !sweep.stability(ofCell: cell).isUnstable else {
        omitted[.unstable, default: 0] += trials.count
        times.append([])
        continue
      }
      times.append(
        trials.compactMap { trial in
          switch response.interval(trial.milestones, spacing: sweep.spacing) {
          case .success(let time): return time
          case .failure(let reason):
            omitted[reason, default: 0] += 1
            return nil
          }
        })
    }
    self.times = times
    self.omitted = omitted
    let cells = sweep.cells.indices.filter { !times[$0].isEmpty }.map { sweep.cells[$0] }
    let axes = sweep.fields.compactMap { name -> String? in
      guard case .field(let path, _) = TrialsColumn(name) else { return nil }
      return path
    }
    var fields: [String] = []
    for path in CellLabel.lawFields + axes
    where !fields.contains(path) && !CellLabel.measurement.contains(path) {
      let numbers = cells.compactMap { $0.number(path) }.filter { $0 > 0 }
      // Cells without it, such as those without decay, are outside a power law.
      guard Set(numbers).count > 1, cells.allSatisfy({ $0.number(path) != nil }) else { continue }
      fields.append(path)
    }
    self.fields = fields
  }

  /// The fields that some power law can tell apart: each in turn, unless it varies with the ones before.
  var separableFields: [String] {
    fields.reduce(into: []) { kept, field in
      let tried = kept + [field]
      let clusters = self.clusters(Law.power(tried, response), critical: 0, claimed: false)
      if ClusterRegression.isDecided(clusters.map(\.cluster)) { kept = tried }
    }
  }

  /// A cluster for each cell in which a law is defined, and the number of the cell.
  ///
  /// - Parameters:
  ///   - law: the law.
  ///   - critical: what is taken off factors above a critical value.
  ///   - claimed: whether claimed exponents are taken as they are, and only the others fitted.
  /// - Returns: the clusters in the order of the cells.
  func clusters(
    _ law: Law, critical: Double, claimed: Bool
  ) -> [(cell: Int, cluster: Cluster)] {
    var groups: [String: Int] = [:]
    var result: [(cell: Int, cluster: Cluster)] = []
    for (index, label) in sweep.cells.enumerated() where !times[index].isEmpty {
      var predictors: [Double] = []
      var offset: Double? = 0
      for factor in law.factors {
        guard let value = factor.logarithm(in: label, critical: critical) else {
          offset = nil
          break
        }
        if claimed, let claim = factor.claim {
          offset = offset.map { $0 + claim * value }
        } else {
          predictors.append(value)
        }
      }
      guard let offset else { continue }
      let name = law.group(of: label)
      let group = groups[name] ?? groups.count
      groups[name] = group
      result.append(
        (
          index,
          Cluster(group: group, predictors: predictors, times: times[index], offset: offset)
        ))
    }
    return result
  }
}

extension Law.Factor {
  /// Its logarithm in a cell; `nil` if it is undefined.
  func logarithm(in cell: CellLabel, critical: Double) -> Double? {
    cell.product(fields).flatMap { product in
      let value = isAboveCritical ? product - critical : product
      return value > 0 && value.isFinite ? log(value) : nil
    }
  }
}

extension Law {
  /// What a cell must agree in with another to share a constant with it.
  func group(of cell: CellLabel) -> String {
    switch groups {
    case .others(let ignored): cell.group(without: fields + ignored)
    case .within(let fields):
      fields.map { cell.value($0)?.canonicalJSON ?? "" }.joined(separator: "\n")
    }
  }
}
