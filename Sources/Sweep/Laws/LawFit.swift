import Engine
import Foundation
import Statistics

/// A law fitted to the cells of a sweep.
struct LawFit: Sendable {
  /// The law.
  let law: Law
  /// The model in which every exponent is free, if the cells decide one.
  let model: ClusterRegression?
  /// The critical value, if the law has one and the cells decide it.
  let critical: Double?
  /// What is known of the critical value, and of exponents beside it.
  let profile: CriticalProfile?
  /// The clusters of the model, each with its cell.
  let clusters: [(cell: Int, cluster: Cluster)]
  /// The names of their cells.
  let names: [String]
  /// The score of each cell under the law as it is claimed: `ln L` of its trials under a fit to the other
  /// cells.
  let scores: [Int: Double]
  /// The logarithm of the median that the law, as it is claimed, gives each cell, what cells miss aside.
  let predictions: [Int: Double]
  /// How many trials are used.
  let count: Int
  /// How many of them are censored.
  let censored: Int
  /// How many cells they form.
  let cells: Int
  /// How many trials are in cells where a factor is undefined, or does not vary.
  let undefined: Int

  /// Fits a law.
  init(_ law: Law, _ data: LawData) {
    self.law = law
    let (critical, model, clusters, profile) = Self.free(law, data)
    self.critical = critical
    self.model = model
    self.profile = profile
    let used = model.map { model in model.positions.map { clusters[$0] } } ?? clusters
    self.clusters = used
    names = used.map { cellName(data.sweep.fields, data.sweep.cells[$0.cell].values) }
    count = used.reduce(0) { $0 + $1.cluster.times.count }
    censored = used.reduce(0) { $0 + $1.cluster.times.count { !$0.isEvent } }
    cells = used.count
    undefined = data.times.reduce(0) { $0 + $1.count } - count
    var (scores, predictions): ([Int: Double], [Int: Double]) = ([:], [:])
    let claimed =
      law.isFree
      ? (clusters, model)
      : {
        let kept = Set(clusters.map(\.cell))
        let claimed = data.clusters(law, critical: critical ?? 0, claimed: true)
          .filter { kept.contains($0.cell) }
        return (claimed, ClusterRegression(claimed.map(\.cluster)))
      }()
    if let fit = claimed.1 {
      for (index, score) in fit.heldOut().enumerated() {
        let (cell, cluster) = claimed.0[fit.positions[index]]
        scores[cell] = score
        predictions[cell] = fit.location(index) + cluster.offset
      }
    }
    (self.scores, self.predictions) = (scores, predictions)
  }

  /// The 95 % interval of an exponent; `nil` without a model that has one.
  func interval(_ index: Int) -> Interval? {
    law.hasCritical ? profile?.interval(index) : model?.interval(index)
  }

  /// The two-sided p-value of an exponent's being the given number.
  func pValue(_ index: Int, hypothesis: Double) -> Double {
    (law.hasCritical
      ? profile?.pValue(index, hypothesis: hypothesis)
      : model?.pValue(index, hypothesis: hypothesis)) ?? 1
  }

  private typealias Free = (
    critical: Double?, model: ClusterRegression?, clusters: [(cell: Int, cluster: Cluster)],
    profile: CriticalProfile?
  )

  private static func free(_ law: Law, _ data: LawData) -> Free {
    func clusters(_ critical: Double) -> [(cell: Int, cluster: Cluster)] {
      varying(data.clusters(law, critical: critical, claimed: false))
    }
    guard let threshold = law.factors.first(where: \.isAboveCritical) else {
      let clusters = clusters(0)
      return (nil, ClusterRegression(clusters.map(\.cluster)), clusters, nil)
    }
    // Below the smallest value at which a trial has an end: cells under it never had one, and a law that
    // says "never" of them gives their censored trials the probability 1, as leaving them out does.
    let ends = data.sweep.cells.indices.filter { data.times[$0].contains(where: \.isEvent) }
      .compactMap { data.sweep.cells[$0].product(threshold.fields) }
    guard let least = ends.min(), let most = ends.max(), most > least, least > 0 else {
      return (nil, nil, [], nil)
    }
    let tried = (0..<steps).map { step in
      least * (1 - pow(10, -2 + 2 * Double(step) / Double(steps - 1)))
    }.map { ($0, clusters($0)) }
    // The variances are those of the best critical value, which is looked for with those of the last.
    var best = tried.lazy.reversed().compactMap { critical, clusters in
      ClusterRegression(clusters.map(\.cluster)).map { (critical, $0, clusters) }
    }.first
    var points: [CriticalProfile.Point] = []
    for _ in 0..<3 {
      guard let pilot = best else { break }
      points = tried.compactMap { critical, clusters in
        ClusterRegression(clusters.map(\.cluster), variancesOf: pilot.1)
          .map { CriticalProfile.Point($0, critical: critical) }
      }
      guard let top = points.max(by: { $0.logLikelihood < $1.logLikelihood }),
        top.critical != pilot.0
      else { break }
      let chosen = clusters(top.critical)
      guard let model = ClusterRegression(chosen.map(\.cluster)) else { break }
      best = (top.critical, model, chosen)
    }
    guard let best else { return (nil, nil, [], nil) }
    return (best.0, best.1, best.2, CriticalProfile(points, around: best.1))
  }

  /// The clusters of groups in which some factor varies: the others say nothing of an exponent.
  private static func varying(
    _ clusters: [(cell: Int, cluster: Cluster)]
  ) -> [(cell: Int, cluster: Cluster)] {
    guard let first = clusters.first, !first.cluster.predictors.isEmpty else { return clusters }
    var seen: [Int: Set<[Double]>] = [:]
    for (_, cluster) in clusters { seen[cluster.group, default: []].insert(cluster.predictors) }
    return clusters.filter { (seen[$0.cluster.group]?.count ?? 0) > 1 }
  }

  /// How many critical values are tried, from 99 % of the smallest value down to 0.
  private static let steps = 41
}
