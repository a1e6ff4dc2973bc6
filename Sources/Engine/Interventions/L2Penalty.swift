/// The L2 penalty `λ‖θ‖²/2` of the weights, added to the gradient where it stands in the list.
///
/// ```
/// g ← g + λ θ
/// ```
/// An update rule's own coupled penalty comes after all filters, as in code where a filter changes
/// the gradient and the optimizer adds its `weight_decay`. Code that writes the penalty into the
/// loss, such as that of Saheb Pasand & Dohmatob 2025, arXiv:2510.04930, filters it too: `l2-penalty`
/// before `egd`.
public struct L2Penalty: Configurable {
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

extension L2Penalty {
  /// Adds the penalty's gradient.
  func filter<S: Scalar>(_ gradient: Parameters<S>, at parameters: Parameters<S>) {
    for (index, tensor) in gradient.layout.tensors.enumerated()
    where tensor.role == .weight || decayBiases {
      let range = gradient.range(of: index)
      add(
        parameters.flat.columns(range), times: S(lambda), to: gradient.flat.columns(range))
    }
  }
}
