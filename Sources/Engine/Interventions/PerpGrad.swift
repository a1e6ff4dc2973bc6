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
public struct PerpGrad: InterventionConfiguration {
  static let kind = "perp-grad"

  /// There is nothing to choose.
  public init() {}

  /// No keys.
  public static let fields: [Field<Self>] = []
}

/// ``PerpGrad`` at work.
struct PerpGradFilter<S: Scalar>: Intervening {
  func filter(_ gradient: Parameters<S>, at parameters: Parameters<S>, step: Int) {
    for (index, g) in gradient.tensors.enumerated() {
      let θ = parameters.tensors[index]
      let length = squaredNorm(g).squareRoot()
      let part = dot(θ, g) / (squaredNorm(θ) + 1e-30)
      add(parameters.flat(index), times: S(-part), to: gradient.flat(index))
      scale(g, by: S(length / (squaredNorm(g).squareRoot() + 1e-30)))
    }
  }
}

extension PerpGrad {
  func intervention(_ layout: ParameterLayout, _: Float.Type) -> Intervention<Float> {
    Intervention(PerpGradFilter())
  }

  func intervention(_ layout: ParameterLayout, _: Double.Type) -> Intervention<Double> {
    Intervention(PerpGradFilter())
  }
}
