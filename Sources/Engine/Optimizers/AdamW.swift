/// Adam with decoupled weight decay, bias-corrected.
///
/// Loshchilov & Hutter 2019, arXiv:1711.05101, Algorithm 2, in the form of `torch.optim.AdamW`:
/// ```
/// θ ← (1 − ηλ) θ                          where the decay mask allows it
/// m ← β₁ m + (1 − β₁) g
/// v ← β₂ v + (1 − β₂) g²
/// θ ← θ − η (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
/// ```
public struct AdamW: MomentRule {
  static let kind = "adamw"

  /// η.
  public var learningRate = 1e-3
  /// λ; a step shrinks a decayed parameter by `ηλ` of itself.
  public var weightDecay = 1.0
  /// β₁, the memory of the mean gradient.
  public var beta1 = 0.9
  /// β₂, the memory of the mean squared gradient.
  public var beta2 = 0.999
  /// ε, added to the root of the mean square.
  public var epsilon = 1e-8
  /// Whether biases and the gains of layer norms decay too.
  public var decayBiases = false

  /// The usual constants, with a decay of 1.
  public init() {}

  /// The keys of `adamw`.
  public static let fields: [Field<Self>] = momentFields(
    decay: Field("weight_decay", \.weightDecay, required: true, allowed: .nonNegative))

  var coupledPenalty: Double { 0 }
  func decoupledDecay(factor: Double) -> Double { learningRate * factor * weightDecay }

  func update(_ step: UpdateStep<Float>) { moveByMoments(step) }
  func update(_ step: UpdateStep<Double>) { moveByMoments(step) }
}
