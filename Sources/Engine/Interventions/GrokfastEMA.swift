/// Grokfast with an exponential moving average: the slow part of the gradient is amplified.
///
/// Grokfast-EMA of Lee et al. 2024, arXiv:2405.20233, with the start of their released code:
/// ```
/// μ ← α μ + (1 − α) g        (μ = g at the first step)
/// g ← g + λ μ
/// ```
/// Every tensor is filtered, biases too. The defaults are the paper's for modular arithmetic; the
/// code's examples also use α = 0.99 and λ = 5. An update rule's decay is not filtered.
public struct GrokfastEMA: InterventionConfiguration {
  static let kind = "grokfast-ema"

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
struct GrokfastEMAFilter<S: Scalar>: Intervening {
  private let constants: GrokfastEMA
  /// The average μ.
  private let mean: Parameters<S>

  init(_ constants: GrokfastEMA, _ layout: ParameterLayout) {
    self.constants = constants
    mean = Parameters(layout)
  }

  var memory: [any CarriedMemory] { [mean] }

  func filter(_ gradient: Parameters<S>, at parameters: Parameters<S>, step: Int) {
    if step == 1 {
      mean.copy(gradient)
    } else {
      combine(
        gradient.flat, times: S(1 - constants.alpha), into: mean.flat, times: S(constants.alpha))
    }
    add(mean.flat, times: S(constants.lambda), to: gradient.flat)
  }
}

extension GrokfastEMA {
  var numbersPerParameter: Int { 1 }

  func intervention(_ layout: ParameterLayout, _: Float.Type) -> Intervention<Float> {
    Intervention(GrokfastEMAFilter(self, layout))
  }

  func intervention(_ layout: ParameterLayout, _: Double.Type) -> Intervention<Double> {
    Intervention(GrokfastEMAFilter(self, layout))
  }
}
