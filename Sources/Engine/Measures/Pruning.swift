/// Where and how finely compressibility is measured.
public struct PruningConfiguration: Configurable {
  /// The number of pruned fractions, evenly spaced from 0 to 1.
  public var points = 51
  /// The steps at which to measure besides the end of the trial.
  public var steps: [Int] = []

  /// At the end of a trial, every second percent.
  public init() {}

  /// The keys of `pruning`.
  public static let fields: [Field<Self>] = [
    Field(
      "points", \.points,
      allowed: Allowed("a whole number from 41 to 1001") {
        (41...1001).contains($0)
      }),
    Field("steps", \.steps, allowed: Allowed("steps from 0") { $0.allSatisfy { $0 >= 0 } }),
  ]

  /// The pruned fractions, from 0 to 1.
  public var fractions: [Double] {
    (0..<points).map { Double($0) / Double(points - 1) }
  }
}

/// Test accuracy against the share of weights that is set to zero.
///
/// Manning-Coe et al. 2025, arXiv:2502.01739: `a = ∫₀¹ accuracy(q) dq` and `c = 1 / (1 − a)`, with
/// the smallest weights of each tensor pruned first. Biases stay; the integral is the trapezoidal
/// rule over the fractions, where the paper names neither choice.
public struct PruningCurve: Hashable, Sendable {
  /// Test accuracy at each of the fractions, which are evenly spaced from 0 to 1.
  public var accuracies: [Double]

  /// Takes the accuracies at evenly spaced fractions from 0 to 1.
  ///
  /// - Precondition: there are at least two.
  public init(accuracies: [Double]) {
    precondition(accuracies.count >= 2, "a curve of \(accuracies.count) points has no area")
    self.accuracies = accuracies
  }

  /// The pruned fractions.
  public var fractions: [Double] {
    accuracies.indices.map { Double($0) / Double(accuracies.count - 1) }
  }

  /// `a`, the area under the curve.
  public var area: Double {
    let ends = ((accuracies.first ?? 0) + (accuracies.last ?? 0)) / 2
    return (accuracies.reduce(0, +) - ends) / Double(accuracies.count - 1)
  }

  /// `c = 1 / (1 − a)`.
  public var compressionFactor: Double { 1 / (1 - area) }
}

extension PruningConfiguration {
  /// Measures the test accuracy of a network at each pruned fraction.
  ///
  /// Of a tensor with n weights, the ⌊qn⌋ smallest are zero at the fraction q.
  ///
  /// - Parameters:
  ///   - parameters: the network's parameters, which stay as they are.
  ///   - scratch: parameters of the same layout, overwritten.
  ///   - accuracy: the test accuracy with the given parameters.
  /// - Returns: the test accuracy at each fraction.
  func curve<S: Scalar>(
    of parameters: Parameters<S>, scratch: Parameters<S>, accuracy: (Parameters<S>) -> Double
  ) -> PruningCurve {
    // Each weight tensor's elements by ascending magnitude, equal ones by position.
    let orders = parameters.tensors.map { tensor in
      let magnitudes = tensor.elements.map(\.magnitude)
      return magnitudes.indices.sorted { (magnitudes[$0], $0) < (magnitudes[$1], $1) }
    }
    scratch.copy(parameters)
    return PruningCurve(
      accuracies: (0..<points).map { point in
        for (index, tensor) in parameters.layout.tensors.enumerated() where tensor.role == .weight {
          let window = scratch.tensors[index]
          let pruned = tensor.count * max(0, point - 1) / (points - 1)
          for position in orders[index][pruned..<tensor.count * point / (points - 1)] {
            window[position / tensor.columns, position % tensor.columns] = 0
          }
        }
        return accuracy(scratch)
      })
  }
}
