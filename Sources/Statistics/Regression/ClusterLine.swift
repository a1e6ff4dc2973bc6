/// The mean of one cluster's observations.
public struct ClusterMean: Hashable, Sendable {
  /// The group whose mean is taken out.
  public let group: Int
  /// The mean predictor.
  public let x: Double
  /// The mean response.
  public let y: Double

  /// Takes the mean of observations of one group; `nil` if there are none.
  public init?(_ observations: [Observation]) {
    guard let first = observations.first else { return nil }
    group = first.group
    x = observations.reduce(0) { $0 + $1.x } / Double(observations.count)
    y = observations.reduce(0) { $0 + $1.y } / Double(observations.count)
  }
}

/// A line through the means of clusters, with an intercept for each group (Donald & Lang 2007).
///
/// The members of a cluster share what the line misses of it, so that not they but the clusters are
/// the independent observations. With deviations from the means of a group,
/// ```
/// slope = Σ dx dy / Σ dx²
/// s²    = Σ (dy − slope dx)² / ν          ν = clusters − groups − 1
/// slope ± t_ν s / √(Σ dx²)
/// ```
/// The interval is exact for clusters of one size whose means are normal, however few they are, which
/// resampling four clusters is not. Clusters weigh the same, whatever their size: with weights the
/// interval covers with 91 % where clusters of 5 to 20 miss the line by as much as their members do.
public struct ClusterLine: Hashable, Sendable {
  /// The common slope.
  public let slope: Double
  /// Its 95 % interval; `nil` below two degrees of freedom, with which it would say nothing.
  public let interval: Interval?

  /// Fits clusters; `nil` if the predictor varies in no group.
  public init?(_ clusters: [ClusterMean]) {
    // In the order of the groups, so that the same clusters give the same bits.
    let groups = Dictionary(grouping: clusters, by: \.group).sorted { $0.key < $1.key }
    var (xx, xy, yy, raw) = (0.0, 0.0, 0.0, 0.0)
    for (_, group) in groups {
      let x = group.reduce(0) { $0 + $1.x } / Double(group.count)
      let y = group.reduce(0) { $0 + $1.y } / Double(group.count)
      for cluster in group {
        xx += (cluster.x - x) * (cluster.x - x)
        xy += (cluster.x - x) * (cluster.y - y)
        yy += (cluster.y - y) * (cluster.y - y)
        raw += cluster.x * cluster.x
      }
    }
    guard xx > 1e-12 * raw else { return nil }
    slope = xy / xx
    let freedom = clusters.count - groups.count - 1
    guard freedom >= 2 else {
      interval = nil
      return
    }
    let variance = max(0, yy - xy * xy / xx) / Double(freedom)
    let reach = StudentT(degreesOfFreedom: freedom).quantile(0.975) * (variance / xx).squareRoot()
    interval = Interval(low: slope - reach, high: slope + reach)
  }
}
