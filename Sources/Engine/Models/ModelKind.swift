/// A network.
public enum ModelKind: ConfigurationVariant {
  /// A perceptron over two tokens or a row of numbers.
  case perceptron(PerceptronConfiguration)
  /// A transformer over two tokens.
  case transformer(TransformerConfiguration)

  /// One entry for each network, then one for each network of a paper.
  public static let variants: [Variant<Self>] =
    [
      Variant("perceptron", Self.perceptron) {
        if case .perceptron(let model) = $0 { model } else { nil }
      },
      Variant("transformer", Self.transformer) {
        if case .transformer(let model) = $0 { model } else { nil }
      },
    ]
    + NamedPerceptron.allCases.map {
      Variant(preset: $0.rawValue, $0.configuration, Self.perceptron)
    }
    + NamedTransformer.allCases.map {
      Variant(preset: $0.rawValue, $0.configuration, Self.transformer)
    }

  /// Whether it reads rows of numbers rather than pairs of tokens.
  var readsDenseInputs: Bool {
    if case .perceptron(let model) = self { model.input == .dense } else { false }
  }

  /// The initialization that belongs to a network which was written by name.
  static func namedScheme(_ node: ConfigurationNode?) -> Initialization.Scheme? {
    guard let name = node.map({ ($0["kind"] ?? $0).summary }) else { return nil }
    return NamedPerceptron(rawValue: name)?.scheme ?? NamedTransformer(rawValue: name)?.scheme
  }
}
