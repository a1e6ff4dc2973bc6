/// What the gradient is taken of.
public enum LossKind: ConfigurationVariant {
  /// Softmax cross-entropy.
  case crossEntropy(CrossEntropy)

  /// One entry for each loss.
  public static let variants: [Variant<Self>] = [
    Variant("cross-entropy", Self.crossEntropy) {
      if case .crossEntropy(let loss) = $0 { loss } else { nil }
    }
  ]
}
