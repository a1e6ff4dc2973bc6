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
  /// The score of each cell under the law as it is claimed: `ln L` of its trials under a fit to the other
  /// cells.
  let scores: [Int: Double]
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
    let (critical, model, clusters) = Self.free(law, data)
    self.critical = critical
    self.model = model
    let used = model.map { model in model.positions.map { clusters[$0] } } ?? clusters
    count = used.reduce(0) { $0 + $1.cluster.times.count }
    censored = used.reduce(0) { $0 + $1.cluster.times.count { !$0.isEvent } }
    cells = used.count
    undefined = data.times.reduce(0) { $0 + $1.count } - count
    var scores: [Int: Double] = [:]
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
      for (position, score) in zip(fit.positions, fit.heldOut()) {
        scores[claimed.0[position].cell] = score
      }
    }
    self.scores = scores
  }

  private static func free(
    _ law: Law, _ data: LawData
  ) -> (Double?, ClusterRegression?, [(cell: Int, cluster: Cluster)]) {
    func fit(_ critical: Double) -> (ClusterRegression?, [(cell: Int, cluster: Cluster)]) {
      let clusters = Self.varying(data.clusters(law, critical: critical, claimed: false))
      return (ClusterRegression(clusters.map(\.cluster)), clusters)
    }
    guard let threshold = law.factors.first(where: \.isAboveCritical) else {
      let (model, clusters) = fit(0)
      return (nil, model, clusters)
    }
    // Below the smallest value at which a trial has an end: cells under it never had one.
    let ends = data.sweep.cells.indices.filter { data.times[$0].contains(where: \.isEvent) }
      .compactMap { data.sweep.cells[$0].product(threshold.fields) }
    guard let least = ends.min(), let most = ends.max(), most > least, least > 0 else {
      return (nil, nil, [])
    }
    var best:
      (critical: Double, model: ClusterRegression?, clusters: [(cell: Int, cluster: Cluster)])?
    for step in 0..<steps {
      let critical = least * (1 - pow(10, -2 + 2 * Double(step) / Double(steps - 1)))
      let (model, clusters) = fit(critical)
      guard let model else { continue }
      if model.logLikelihood > best?.model?.logLikelihood ?? -.infinity {
        best = (critical, model, clusters)
      }
    }
    return (best?.critical, best?.model, best?.clusters ?? [])
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
  private static let steps = 25
}
