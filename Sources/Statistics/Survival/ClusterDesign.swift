internal import RealModule

/// The clusters of a model by group, with the maximum of their likelihood for given variances.
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
    /// Where the deviation of each cluster was found, for the next search.
    var modes: [Double]
    /// `ln L` there.
    var value = 0.0
    /// The information about the slopes, group constants eliminated.
    var information: [[Double]] = []
    /// The logarithm of the determinant of the whole information.
    var logDeterminant = 0.0
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
  /// A step that gains less is the last, and its end is taken from the parabola.
  private static let lastGain = 1e-6

  /// For each cluster, whether its group has a cluster in another part.
  func hasOthers(parts: Int) -> [Bool] {
    var firstPart = [Int?](repeating: nil, count: groupCount)
    var several = [Bool](repeating: false, count: groupCount)
    for (cluster, group) in groups.enumerated() {
      let part = cluster % parts
      if let first = firstPart[group] {
        if first != part { several[group] = true }
      } else {
        firstPart[group] = part
      }
    }
    return groups.map { several[$0] }
  }

  /// The location that a solution gives a cluster.
  func location(_ cluster: Int, _ solution: Solution) -> Double {
    var location = solution.constants[groups[cluster]]
    for (index, value) in rows[cluster].enumerated() { location += value * solution.slopes[index] }
    return location
  }

  /// The terms of one cluster.
  func terms(
    _ cluster: Int, _ solution: Solution, scale: Double, deviation: Double
  ) -> LocationSlopes {
    var mode = solution.modes[cluster]
    return likelihoods[cluster].integrated(
      location: location(cluster, solution), scale: scale, deviation: deviation, mode: &mode)
  }

  /// The sum over clusters of the squared score over the information about the location.
  ///
  /// With normal times it is that of the squared residuals over their variance.
  func dispersion(_ solution: Solution, scale: Double, deviation: Double) -> Double {
    rows.indices.reduce(0) { sum, cluster in
      let terms = terms(cluster, solution, scale: scale, deviation: deviation)
      return terms.second < 0 ? sum + terms.first * terms.first / -terms.second : sum
    }
  }

  /// The maximum over constants and slopes, by Newton's method with step halving.
  ///
  /// - Parameters:
  ///   - start: where it begins.
  ///   - scale: σ, above 0.
  ///   - deviation: τ, from 0.
  ///   - part: a cluster is left out if its number has this rest.
  /// - Returns: `nil` if the clusters do not decide them.
  func maximum(
    from start: Solution, scale: Double, deviation: Double,
    without part: (rest: Int, of: Int)? = nil
  ) -> Solution? {
    var solution = start
    var current = evaluate(&solution, scale, deviation, part)
    for _ in 0..<40 {
      guard let step = current.step() ?? current.step(ridge: 1e-6) else { return nil }
      if step.gain < 1e-12 { break }
      var length = 1.0
      var moved = solution
      var next = current
      moved.constants = zip(solution.constants, step.constants).map { $0 + $1 }
      moved.slopes = zip(solution.slopes, step.slopes).map { $0 + $1 }
      if step.gain < Self.lastGain {
        solution = moved
        current.value += step.gain / 2
        break
      }
      next = evaluate(&moved, scale, deviation, part)
      while !(next.value >= current.value - Self.slack) && length > 1e-3 {
        length /= 2
        moved.constants = zip(solution.constants, step.constants).map { $0 + length * $1 }
        moved.slopes = zip(solution.slopes, step.slopes).map { $0 + length * $1 }
        next = evaluate(&moved, scale, deviation, part)
      }
      guard next.value >= current.value - Self.slack else { break }
      (solution, current) = (moved, next)
    }
    guard let reduced = current.matrix.reduced(), let factor = CholeskyFactor(reduced),
      solution.constants.allSatisfy(\.isFinite),
      solution.slopes.allSatisfy({ $0.isFinite && $0.magnitude < 1e6 })
    else { return nil }
    solution.value = current.value
    solution.information = reduced
    solution.logDeterminant = current.matrix.logDeterminant(factor)
    return solution
  }

  private func evaluate(
    _ solution: inout Solution, _ scale: Double, _ deviation: Double,
    _ part: (rest: Int, of: Int)?
  ) -> ClusterEquations {
    var system = ClusterEquations(groups: groupCount, width: columns.count)
    for cluster in rows.indices {
      if let part, cluster % part.of == part.rest { continue }
      let terms = likelihoods[cluster].integrated(
        location: location(cluster, solution), scale: scale, deviation: deviation,
        mode: &solution.modes[cluster])
      system.add(terms, group: groups[cluster], row: rows[cluster])
    }
    return system
  }
}

/// Newton's equations of group constants and slopes.
struct ClusterEquations {
  var value = 0.0
  private var groupGradient: [Double]
  private var gradient: [Double]
  private(set) var matrix: ArrowMatrix

  init(groups: Int, width: Int) {
    groupGradient = Array(repeating: 0, count: groups)
    gradient = Array(repeating: 0, count: width)
    matrix = ArrowMatrix(groups: groups, width: width)
  }

  mutating func add(_ terms: LocationSlopes, group: Int, row: [Double]) {
    value += terms.value
    groupGradient[group] += terms.first
    matrix.add(-terms.second, row: row, group: group)
    for (i, value) in row.enumerated() { gradient[i] += terms.first * value }
  }

  /// One step of Newton's method, and twice what it gains.
  func step(ridge: Double = 0) -> (constants: [Double], slopes: [Double], gain: Double)? {
    guard let reduced = matrix.reduced(ridge: ridge), let factor = CholeskyFactor(reduced) else {
      return nil
    }
    let (constants, slopes) = matrix.solve(groupGradient, gradient, factor: factor, ridge: ridge)
    let gain =
      zip(slopes, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      + zip(constants, groupGradient).reduce(0) { $0 + $1.0 * $1.1 }
    return (constants, slopes, gain)
  }
}
