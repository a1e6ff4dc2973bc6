/// The L2 penalty `λ‖θ‖²/2` of the weights, added to the gradient where it stands in the list.
///
/// ```
/// g ← g + λ θ
/// ```
/// An update rule's own coupled penalty comes after all filters, as in code where a filter changes
/// the gradient and the optimizer adds its `weight_decay`. Code that writes the penalty into the
/// loss, such as that of Saheb Pasand & Dohmatob 2025, arXiv:2510.04930, filters it too: `l2-penalty`
/// before `egd`.
public struct L2Penalty: InterventionConfiguration {
  static let kind = "l2-penalty"

  /// λ.
  public var lambda = 0.0
  /// Whether biases are penalized too.
  public var decayBiases = false

  /// No penalty.
  public init() {}

  /// The keys of `l2-penalty`.
  public static let fields: [Field<Self>] = [
    Field("lambda", \.lambda, required: true, allowed: .nonNegative),
    Field("decay_biases", \.decayBiases),
  ]
}

/// ``L2Penalty`` at work.
struct L2PenaltyFilter<S: Scalar>: Intervening {
  let constants: L2Penalty

  func filter(_ gradient: Parameters<S>, at parameters: Parameters<S>, step: Int) {
    for (index, tensor) in gradient.layout.tensors.enumerated()
    where tensor.decays(biases: constants.decayBiases) {
      add(parameters.flat(index), times: S(constants.lambda), to: gradient.flat(index))
    }
  }
}

extension L2Penalty {
  func intervention(_ layout: ParameterLayout, _: Float.Type) -> Intervention<Float> {
    Intervention(L2PenaltyFilter(constants: self))
  }

  func intervention(_ layout: ParameterLayout, _: Double.Type) -> Intervention<Double> {
    Intervention(L2PenaltyFilter(constants: self))
  }
}
