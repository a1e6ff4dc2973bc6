/// Adam with an L2 penalty that is coupled to the gradient, bias-corrected.
///
/// Kingma & Ba 2015, arXiv:1412.6980, Algorithm 1, in the form of `torch.optim.Adam`, whose
/// `weight_decay` is the `l2` here:
/// ```
/// g ← g + λ θ                             where the penalty's mask allows it
/// m ← β₁ m + (1 − β₁) g
/// v ← β₂ v + (1 − β₂) g²
/// θ ← θ − η (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
/// ```
/// The penalty passes through both moments, so that a parameter with large gradients shrinks less:
/// another rule than ``AdamW`` with the same λ.
public struct Adam: MomentRule {
  static let kind = "adam"

  /// η.
  public var learningRate = 1e-3
  /// λ of the penalty `λ‖θ‖²/2`.
  public var l2 = 0.0
  /// β₁, the memory of the mean gradient.
  public var beta1 = 0.9
  /// β₂, the memory of the mean squared gradient.
  public var beta2 = 0.999
  /// ε, added to the root of the mean square.
  public var epsilon = 1e-8
  /// Whether biases are penalized too.
  public var decayBiases = false

  /// The usual constants, without a penalty.
  public init() {}

  /// The keys of `adam`.
  public static let fields: [Field<Self>] = momentFields(
    decay: Field("l2", \.l2, required: true, allowed: .nonNegative))

  var coupledPenalty: Double { l2 }
  func decoupledDecay(factor: Double) -> Double { 0 }

  func update(_ step: UpdateStep<Float>) { moveByMoments(step) }
  func update(_ step: UpdateStep<Double>) { moveByMoments(step) }
}
