internal import RealModule

/// The clusters of a model by group, with the maximum of their likelihood for given variances.
///
/// Group constants are eliminated from Newton's equations, whose matrix is an arrow: one row for each group
/// and a few for the predictors (Wooldridge 2010, §10.5, does so with means).
struct ClusterDesign {
  /// The predictors of each cluster, centered and scaled.
  private let rows: [[Double]]
  /// The group of each cluster, from 0.
  private let groups: [Int]
  private let likelihoods: [ClusterLikelihood]
  let columns: [ScaledColumn]
  let groupCount: Int

  /// Where Newton's method has arrived.
  struct Solution {
    var constants: [Double]
    var slopes: [Double]
    /// `ln L` there.
    var value: Double
    /// The information about the slopes, group constants eliminated.
    var information: [[Double]]
    /// The logarithm of the determinant of the whole information.
    var logDeterminant: Double
  }

  init(_ clusters: [Cluster], groups: [Int], groupCount: Int, noise: Double) {
    let width = clusters.first?.predictors.count ?? 0
    let columns = (0..<width).map { column in
      ScaledColumn(clusters.map { $0.predictors[column] })
    }
    self.columns = columns
    rows = clusters.map { cluster in
      zip(cluster.predictors, columns).map { $1.scale > 0 ? ($0 - $1.mean) / $1.scale : 0 }
    }
    self.groups = groups
    self.groupCount = groupCount
    likelihoods = clusters.map { ClusterLikelihood($0, noise: noise) }
  }

  /// What moving nodes of quadrature may do to a likelihood.
  private static let slack = 1e-8

  /// Whether a cluster's group has a cluster in another part.
  func hasOthers(of cluster: Int, parts: Int) -> Bool {
    groups.indices.contains { groups[$0] == groups[cluster] && $0 % parts != cluster % parts }
  }

  /// The location that a solution gives a cluster.
  private func location(_ cluster: Int, _ solution: Solution) -> Double {
    zip(rows[cluster], solution.slopes).reduce(solution.constants[groups[cluster]]) {
      $0 + $1.0 * $1.1
    }
  }

  /// `ln L` of one cluster.
  func value(_ cluster: Int, _ solution: Solution, scale: Double, deviation: Double) -> Double {
    likelihoods[cluster].integrated(
      location: location(cluster, solution), scale: scale, deviation: deviation
    ).value
  }

  /// The maximum over constants and slopes, by Newton's method with step halving.
  ///
  /// - Parameters:
  ///   - start: where it begins.
  ///   - scale: σ, above 0.
  ///   - deviation: τ, from 0.
  ///   - without: a cluster is left out where this says so.
  /// - Returns: `nil` if the clusters do not decide them.
  func maximum(
    from start: Solution, scale: Double, deviation: Double, without: (Int) -> Bool = { _ in false }
  ) -> Solution? {
    var solution = start
    var current = evaluate(solution, scale, deviation, without)
    for _ in 0..<40 {
      guard let step = current.step(ridge: 0) ?? current.step(ridge: 1e-6) else { return nil }
      let gain = step.gain
      if gain < 1e-9 { break }
      var length = 1.0
      var moved = solution
      var next = current
      repeat {
        moved.constants = zip(solution.constants, step.constants).map { $0 + length * $1 }
        moved.slopes = zip(solution.slopes, step.slopes).map { $0 + length * $1 }
        next = evaluate(moved, scale, deviation, without)
        length /= 2
      } while !(next.value >= current.value - Self.slack) && length > 1e-3
      guard next.value >= current.value - Self.slack else { break }
      (solution, current) = (moved, next)
    }
    guard let reduced = current.reduced(), solution.constants.allSatisfy(\.isFinite),
      solution.slopes.allSatisfy({ $0.isFinite && $0.magnitude < 1e6 })
    else { return nil }
    solution.value = current.value
    solution.information = reduced.information
    solution.logDeterminant = reduced.logDeterminant
    return solution
  }

  private func evaluate(
    _ solution: Solution, _ scale: Double, _ deviation: Double, _ without: (Int) -> Bool
  ) -> ArrowSystem {
    var system = ArrowSystem(groups: groupCount, width: columns.count)
    for cluster in rows.indices where !without(cluster) {
      let terms = likelihoods[cluster].integrated(
        location: location(cluster, solution), scale: scale, deviation: deviation)
      system.add(terms, group: groups[cluster], row: rows[cluster])
    }
    return system
  }
}

/// Newton's equations of group constants and slopes.
struct ArrowSystem {
  private(set) var value = 0.0
  private var groupGradient: [Double]
  private var gradient: [Double]
  private var corner: [Double]
  private var edge: [[Double]]
  private var block: [[Double]]

  init(groups: Int, width: Int) {
    groupGradient = Array(repeating: 0, count: groups)
    corner = groupGradient
    gradient = Array(repeating: 0, count: width)
    edge = Array(repeating: gradient, count: groups)
    block = Array(repeating: gradient, count: width)
  }

  mutating func add(
    _ terms: (value: Double, first: Double, second: Double), group: Int, row: [Double]
  ) {
    value += terms.value
    groupGradient[group] += terms.first
    corner[group] -= terms.second
    for i in row.indices {
      gradient[i] += terms.first * row[i]
      edge[group][i] -= terms.second * row[i]
      for j in row.indices { block[i][j] -= terms.second * row[i] * row[j] }
    }
  }

  /// The block of the slopes less what the constants take of it, and the whole determinant.
  func reduced(ridge: Double = 0) -> (information: [[Double]], logDeterminant: Double)? {
    var left = block
    var logDeterminant = 0.0
    for group in corner.indices {
      let pivot = corner[group] + ridge
      // A group left out of this fit has no constant to be found.
      if pivot == 0 { continue }
      guard pivot > 0 else { return nil }
      logDeterminant += Double.log(pivot)
      for i in left.indices {
        for j in left.indices { left[i][j] -= edge[group][i] * edge[group][j] / pivot }
      }
    }
    for i in left.indices {
      left[i][i] += ridge
      // What a group's own constant explains is no slope.
      guard left[i][i] > 1e-10 * block[i][i] else { return nil }
    }
    guard let factor = CholeskyFactor(left) else { return nil }
    return (left, logDeterminant + factor.logDeterminant)
  }

  /// One step of Newton's method, and twice what it gains.
  func step(ridge: Double) -> (constants: [Double], slopes: [Double], gain: Double)? {
    guard let reduced = reduced(ridge: ridge), let factor = CholeskyFactor(reduced.information)
    else { return nil }
    var right = gradient
    for group in corner.indices where corner[group] + ridge > 0 {
      for i in right.indices {
        right[i] -= edge[group][i] * groupGradient[group] / (corner[group] + ridge)
      }
    }
    let slopes = factor.solve(right)
    let constants = corner.indices.map { group -> Double in
      guard corner[group] + ridge > 0 else { return 0 }
      let taken = zip(edge[group], slopes).reduce(0) { $0 + $1.0 * $1.1 }
      return (groupGradient[group] - taken) / (corner[group] + ridge)
    }
    let gain =
      zip(slopes, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      + zip(constants, groupGradient).reduce(0) { $0 + $1.0 * $1.1 }
    return (constants, slopes, gain)
  }
}
