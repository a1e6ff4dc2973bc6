/// A fixed norm: after each step the parameters are rescaled to the length they started with.
///
/// The constrained optimization of Liu et al. 2022 (Omnigrok), arXiv:2210.01117:
/// ```
/// θ ← θ r / ‖θ‖
/// ```
/// With `per: network`, θ is all parameters, biases too, and r is `norm` or, without it, the
/// initial length, α‖θ₀‖ for an initialization scaled by α. With `per: tensor`, each weight tensor
/// keeps its own initial length, and biases, which start at zero, are free. A `norm`
/// acts from the first step on: step 0 is as it was initialized.
public struct NormClamp: InterventionConfiguration {
  static let kind = "norm-clamp"

  /// What keeps its length.
  public enum Scope: String, ConfigurationChoice {
    /// All parameters together.
    case network
    /// Each weight tensor.
    case tensor
  }

  /// What keeps its length.
  public var per = Scope.network
  /// The length, or `nil` for the initial one.
  public var norm: Double?

  /// The network at its initial length.
  public init() {}

  /// The keys of `norm-clamp`.
  public static let fields: [Field<Self>] = [
    Field("per", \.per, required: true),
    Field("norm", optional: \.norm, allowed: .positive),
  ]

  /// Checks that tensors are not all given one length.
  public func checkTogether(
    _ node: ConfigurationNode, at path: String
  ) throws(ConfigurationError) {
    if let norm, per == .tensor {
      throw ConfigurationError(
        path: path + ".norm", line: node["norm"]?.line,
        problem: .contradiction(
          value: "\(norm)", reason: "per: tensor keeps each tensor's own initial norm"))
    }
  }
}

/// ``NormClamp`` at work.
struct NormClampProjection<S: Scalar>: Intervening {
  private let constants: NormClamp
  /// The length to keep, of the network or of each tensor; 0 where a tensor is free.
  private let lengths: Matrix<Double>

  init(_ constants: NormClamp, _ layout: ParameterLayout) {
    self.constants = constants
    lengths = Matrix(rows: 1, columns: constants.per == .network ? 1 : layout.tensors.count)
    if let norm = constants.norm { lengths[0, 0] = norm }
  }

  var memory: [any CarriedMemory] { [lengths] }

  /// Takes over the lengths to keep, before the first step.
  func filter(_ gradient: Parameters<S>, at parameters: Parameters<S>, step: Int) {
    guard step == 1, constants.norm == nil else { return }
    switch constants.per {
    case .network: lengths[0, 0] = parameters.squaredNorm.squareRoot()
    case .tensor:
      for (index, tensor) in parameters.layout.tensors.enumerated() where tensor.role == .weight {
        lengths[0, index] = squaredNorm(parameters.tensors[index]).squareRoot()
      }
    }
  }

  func project(_ parameters: Parameters<S>) {
    switch constants.per {
    case .network:
      rescale(parameters.flat, from: parameters.squaredNorm, to: lengths[0, 0])
    case .tensor:
      for (index, tensor) in parameters.tensors.enumerated() {
        rescale(tensor, from: squaredNorm(tensor), to: lengths[0, index])
      }
    }
  }

  private func rescale(_ matrix: Matrix<S>, from present2: Double, to length: Double) {
    let present = present2.squareRoot()
    if length > 0, present > 0 { scale(matrix, by: S(length / present)) }
  }
}

extension NormClamp {
  func intervention(_ layout: ParameterLayout, _: Float.Type) -> Intervention<Float> {
    Intervention(NormClampProjection(self, layout))
  }

  func intervention(_ layout: ParameterLayout, _: Double.Type) -> Intervention<Double> {
    Intervention(NormClampProjection(self, layout))
  }
}
