/// ⊥Grad: the gradient's part along the parameters is taken out.
///
/// Prieto et al. 2025, arXiv:2501.04697, with the length restored as in their released code; for
/// each tensor, biases too:
/// ```
/// g⊥ = g − (θ·g / (θ·θ + 10⁻³⁰)) θ
/// g  ← g⊥ ‖g‖ / (‖g⊥‖ + 10⁻³⁰)
/// ```
/// It takes out scaling of the logits, which lowers the loss of a network that has memorized
/// without changing its predictions. The sums are taken in `Double`. A tensor of zeros keeps its
/// gradient. Their `perpAdamW` ignores β and ε of Adam; here any update rule follows.
public struct PerpGrad: Configurable {
  /// There is nothing to choose.
  public init() {}

  /// No keys.
  public static let fields: [Field<Self>] = []
}

extension PerpGrad {
  /// Changes each tensor's gradient.
  static func filter<S: Scalar>(_ gradient: Parameters<S>, at parameters: Parameters<S>) {
    for (index, g) in gradient.tensors.enumerated() {
      let θ = parameters.tensors[index]
      let range = gradient.range(of: index)
      let length = squaredNorm(g).squareRoot()
      let part = dot(θ, g) / (squaredNorm(θ) + 1e-30)
      add(parameters.flat.columns(range), times: S(-part), to: gradient.flat.columns(range))
      scale(g, by: S(length / (squaredNorm(g).squareRoot() + 1e-30)))
    }
  }
}
