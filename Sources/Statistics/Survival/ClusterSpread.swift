internal import RealModule

/// What clusters say before any fit: how far their times scatter, and where a fit may start.
struct ClusterSpread {
  /// The standard deviation of logarithms within clusters, above 0.
  let noise: Double
  /// The least σ: what the resolution alone leaves unknown.
  let floor: Double
  /// Whether some cluster has several times with an end: without that its deviation is no other than theirs.
  let isRepeated: Bool
  private let middles: [Double?]

  /// The least standard deviation of logarithms: that of times which are exact to six digits.
  static let leastNoise = 1e-6

  /// Looks at clusters; `nil` if none of their times has an upper end.
  init?(_ clusters: [Cluster]) {
    var (squares, freedom, widths, count) = (0.0, 0.0, 0.0, 0.0)
    var middles: [Double?] = []
    for cluster in clusters {
      var logs: [Double] = []
      for time in cluster.times where time.isEvent {
        let (low, high) = time.logarithms(less: cluster.offset)
        logs.append(low.isFinite ? (low + high) / 2 : high - Double.log(2))
        widths += low.isFinite ? (high - low) * (high - low) : 0
        count += 1
      }
      let mean = logs.reduce(0, +) / Double(max(1, logs.count))
      middles.append(logs.isEmpty ? nil : mean)
      squares += logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      freedom += Double(max(0, logs.count - 1))
    }
    guard count > 0 else { return nil }
    self.middles = middles
    // A uniform variable on an interval of width w has a standard deviation of w/√12.
    floor = max(Self.leastNoise, (widths / count / 12).squareRoot())
    isRepeated = freedom > 0
    noise = max(floor, isRepeated ? (squares / freedom).squareRoot() : 0.3)
  }

  /// Constants at the means of their groups, and no slopes.
  func start(
    _ clusters: [Cluster], _ groups: [Int], groups groupCount: Int, width: Int
  ) -> ClusterDesign.Solution {
    var (sums, counts) = (
      [Double](repeating: 0, count: groupCount), [Double](repeating: 0, count: groupCount)
    )
    for (group, middle) in zip(groups, middles) {
      guard let middle else { continue }
      sums[group] += middle
      counts[group] += 1
    }
    return ClusterDesign.Solution(
      constants: zip(sums, counts).map { $0 / max(1, $1) },
      slopes: Array(repeating: 0, count: width),
      modes: Array(repeating: 0, count: clusters.count))
  }

  /// Whether the clusters with an event decide all slopes, constants aside.
  static func isDecided(_ clusters: [Cluster], _ groups: [Int], _ groupCount: Int) -> Bool {
    let width = clusters.first?.predictors.count ?? 0
    guard width > 0 else { return true }
    let columns = (0..<width).map { column in ScaledColumn(clusters.map { $0.predictors[column] }) }
    guard columns.allSatisfy({ $0.scale > 0 }) else { return false }
    var system = ClusterEquations(groups: groupCount, width: width)
    for (cluster, group) in zip(clusters, groups) where cluster.hasEvent {
      system.add(
        LocationSlopes(value: 0, first: 0, second: -1), group: group,
        row: zip(cluster.predictors, columns).map { ($0 - $1.mean) / $1.scale })
    }
    return system.matrix.reduced().flatMap(CholeskyFactor.init) != nil
  }
}
