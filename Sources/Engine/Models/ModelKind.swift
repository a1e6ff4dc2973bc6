/// A network.
public enum ModelKind: ConfigurationVariant {
  /// A perceptron over two tokens or a row of numbers.
  case perceptron(PerceptronConfiguration)

  /// One entry for each network, then one for each network of a paper.
  public static let variants: [Variant<Self>] =
    [
      Variant("perceptron", Self.perceptron) {
        if case .perceptron(let model) = $0 { model } else { nil }
      }
    ]
    + NamedPerceptron.allCases.map {
      Variant(preset: $0.rawValue, $0.configuration, Self.perceptron)
    }

  /// Whether it reads rows of numbers rather than pairs of tokens.
  var readsDenseInputs: Bool {
    if case .perceptron(let model) = self { model.input == .dense } else { false }
  }

  /// The initialization that belongs to a network which was written by name.
  static func namedScheme(_ node: ConfigurationNode?) -> Initialization.Scheme? {
    guard let node else { return nil }
    return NamedPerceptron(rawValue: (node["kind"] ?? node).summary)?.scheme
  }
}
