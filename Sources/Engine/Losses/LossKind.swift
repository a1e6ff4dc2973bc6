/// What the gradient is taken of.
public enum LossKind: ConfigurationVariant {
  /// Softmax cross-entropy.
  case crossEntropy(CrossEntropy)
  /// Squared distance from the one-hot target.
  case meanSquaredError(MeanSquaredError)
  /// A margin to the other logits.
  case hinge(Hinge)
  /// StableMax cross-entropy.
  case stableMax(StableMax)

  /// One entry for each loss.
  public static let variants: [Variant<Self>] = [
    Variant("cross-entropy", Self.crossEntropy) {
      if case .crossEntropy(let loss) = $0 { loss } else { nil }
    },
    Variant("mean-squared-error", Self.meanSquaredError) {
      if case .meanSquaredError(let loss) = $0 { loss } else { nil }
    },
    Variant("hinge", Self.hinge) { if case .hinge(let loss) = $0 { loss } else { nil } },
    Variant("stablemax", Self.stableMax) {
      if case .stableMax(let loss) = $0 { loss } else { nil }
    },
  ]
}
