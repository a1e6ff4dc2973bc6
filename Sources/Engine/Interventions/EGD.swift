/// Egalitarian gradient descent: all directions of a hidden matrix move at the same speed.
///
/// Saheb Pasand & Dohmatob 2025, arXiv:2510.04930:
/// ```
/// G ← (G Gᵀ)^(−1/2) G = U Vᵀ   for G = U Σ Vᵀ, of each hidden matrix
/// ```
/// Their networks have one hidden matrix, `hidden.weight`. The inverse root is a pseudo-inverse
/// where the rank is short; a two-hot input always loses one, because the gradients of both
/// tokens' rows have the same sum. Their code divides by `max(σ, 10⁻⁶)` instead, which leaves a
/// direction of pure rounding with some length between 0 and 1.
///
/// They return to plain descent once test accuracy exceeds 95 %. Here the test set decides nothing:
/// `until` names a step.
public struct EGD: InterventionConfiguration {
  static let kind = "egd"

  /// The last step that is changed, or `nil` for all.
  public var until: Int?

  /// All steps.
  public init() {}

  /// The keys of `egd`.
  public static let fields: [Field<Self>] = [
    Field("until", optional: \.until, allowed: .steps())
  ]
}

/// ``EGD`` at work.
struct EGDFilter<S: Scalar>: Intervening {
  private let constants: EGD
  /// The polar factor of each tensor that has one.
  private let factors: [PolarFactor<S>?]

  init(_ constants: EGD, _ layout: ParameterLayout) {
    self.constants = constants
    factors = layout.tensors.map {
      $0.isHiddenMatrix ? PolarFactor(rows: $0.rows, columns: $0.columns) : nil
    }
  }

  func filter(_ gradient: Parameters<S>, at parameters: Parameters<S>, step: Int) {
    if let last = constants.until, step > last { return }
    for (index, factor) in factors.enumerated() { factor?(gradient.tensors[index]) }
  }
}

extension EGD {
  /// A decomposition's factors and workspace.
  var numbersPerParameter: Int { 5 }

  func intervention(_ layout: ParameterLayout, _: Float.Type) -> Intervention<Float> {
    Intervention(EGDFilter(self, layout))
  }

  func intervention(_ layout: ParameterLayout, _: Double.Type) -> Intervention<Double> {
    Intervention(EGDFilter(self, layout))
  }
}
