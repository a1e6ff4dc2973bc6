/// A network.
public enum ModelKind: ConfigurationVariant {
  /// A perceptron with one hidden layer over two tokens.
  case perceptron(PerceptronConfiguration)

  /// One entry for each network.
  public static let variants: [Variant<Self>] = [
    Variant("perceptron", Self.perceptron) {
      if case .perceptron(let model) = $0 { model } else { nil }
    }
  ]
}
