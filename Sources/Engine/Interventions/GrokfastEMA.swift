/// Grokfast with an exponential moving average: the slow part of the gradient is amplified.
///
/// Grokfast-EMA of Lee et al. 2024, arXiv:2405.20233, with the start of their released code:
/// ```
/// μ ← α μ + (1 − α) g        (μ = g at the first step)
/// g ← g + λ μ
/// ```
/// Every tensor is filtered, biases too. The defaults are the paper's for modular arithmetic; the
/// code's examples also use α = 0.99 and λ = 5. An update rule's decay is not filtered.
public struct GrokfastEMA: Configurable {
  /// α, the memory of the average.
  public var alpha = 0.98
  /// λ, the weight of the average.
  public var lambda = 2.0

  /// The paper's constants.
  public init() {}

  /// The keys of `grokfast-ema`.
  public static let fields: [Field<Self>] = [
    Field("alpha", \.alpha, allowed: .decayRate),
    Field("lambda", \.lambda, allowed: .nonNegative),
  ]
}

/// ``GrokfastEMA`` at work.
struct GrokfastEMAFilter<S: Scalar> {
  private let constants: GrokfastEMA
  /// The average μ.
  private let mean: Matrix<S>

  init(_ constants: GrokfastEMA, _ layout: ParameterLayout) {
    self.constants = constants
    mean = Parameters(layout).flat
  }

  var memory: [any CarriedMemory] { [mean] }

  func callAsFunction(_ gradient: Parameters<S>, step: Int) {
    if step == 1 {
      assign(gradient.flat, to: mean)
    } else {
      combine(gradient.flat, times: S(1 - constants.alpha), into: mean, times: S(constants.alpha))
    }
    add(mean, times: S(constants.lambda), to: gradient.flat)
  }
}
