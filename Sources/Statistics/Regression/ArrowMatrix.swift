internal import RealModule

/// A symmetric matrix that is diagonal but for its last few rows: of the equations of many group constants
/// and a few parameters that all groups share.
///
/// ```
/// | D   E |        D diagonal, a number a group
/// | Eᵀ  B |        E a row a group, B the block of the shared ones
/// ```
/// Constants are eliminated first, so that all costs grow with the number of groups.
struct ArrowMatrix {
  /// How many rows the block has.
  let width: Int
  /// D.
  var diagonal: [Double]
  /// E, row by row.
  var edge: [Double]
  /// B, row by row.
  var block: [Double]

  init(groups: Int, width: Int) {
    self.width = width
    diagonal = Array(repeating: 0, count: groups)
    edge = Array(repeating: 0, count: groups * width)
    block = Array(repeating: 0, count: width * width)
  }

  /// Adds `weight · row rowᵀ` of an observation, whose group has a 1 in its own column.
  ///
  /// The row may be shorter than the block, and is then that of its first columns.
  mutating func add(_ weight: Double, row: [Double], group: Int?) {
    if let group {
      diagonal[group] += weight
      for (i, value) in row.enumerated() { edge[group * width + i] += weight * value }
    }
    for (i, value) in row.enumerated() {
      let own = weight * value
      for (j, other) in row.enumerated() { block[i * width + j] += own * other }
    }
  }

  /// The same with its diagonal raised.
  func raised(by ridge: Double) -> ArrowMatrix {
    var raised = self
    for i in diagonal.indices { raised.diagonal[i] += ridge * (1 + diagonal[i].magnitude) }
    for i in 0..<width {
      raised.block[i * width + i] += ridge * (1 + block[i * width + i].magnitude)
    }
    return raised
  }

  /// What is left of the block once the constants are eliminated: `B − Eᵀ D⁻¹ E`.
  ///
  /// - Parameter ridge: what is added to the diagonal of the whole.
  /// - Returns: `nil` if a constant has a negative entry, or a row of the block hardly anything left.
  func reduced(ridge: Double = 0) -> [[Double]]? {
    var left = block
    for group in diagonal.indices {
      let pivot = diagonal[group] + ridge
      // A group without an observation has no constant to be found.
      if pivot == 0 { continue }
      guard pivot > 0 else { return nil }
      let start = group * width
      for i in 0..<width {
        let factor = edge[start + i] / pivot
        for j in 0..<width { left[i * width + j] -= factor * edge[start + j] }
      }
    }
    for i in 0..<width {
      left[i * width + i] += ridge
      // What constants explain of a row is not its own.
      guard left[i * width + i] > 1e-10 * block[i * width + i] else { return nil }
    }
    return (0..<width).map { Array(left[$0 * width..<($0 + 1) * width]) }
  }

  /// The solution for a right side, constants and shared ones, given the factor of ``reduced(ridge:)``.
  func solve(
    _ groups: [Double], _ right: [Double], factor: CholeskyFactor, ridge: Double = 0
  ) -> (groups: [Double], shared: [Double]) {
    var rest = right
    for group in diagonal.indices where diagonal[group] + ridge > 0 {
      let share = groups[group] / (diagonal[group] + ridge)
      for i in 0..<width { rest[i] -= edge[group * width + i] * share }
    }
    let shared = factor.solve(rest)
    let constants = diagonal.indices.map { group -> Double in
      guard diagonal[group] + ridge > 0 else { return 0 }
      var own = groups[group]
      for i in 0..<width { own -= edge[group * width + i] * shared[i] }
      return own / (diagonal[group] + ridge)
    }
    return (constants, shared)
  }

  /// The variance of a constant plus a combination of the shared ones, given the inverse of the reduced block.
  func variance(ofGroup group: Int, plus combination: [Double], inverse: [[Double]]) -> Double {
    var variance = 1 / diagonal[group]
    let weights = (0..<width).map { combination[$0] - edge[group * width + $0] / diagonal[group] }
    for i in 0..<width {
      for j in 0..<width { variance += weights[i] * inverse[i][j] * weights[j] }
    }
    return variance
  }

  /// `ln det`, given the factor of the reduced block; of groups with an observation.
  func logDeterminant(_ factor: CholeskyFactor) -> Double {
    diagonal.reduce(factor.logDeterminant) { $1 > 0 ? $0 + Double.log($1) : $0 }
  }
}
