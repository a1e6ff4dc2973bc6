/// Any network.
public struct NetworkKind: Choice {
  let network: any NetworkConfiguration

  /// Chooses a network.
  init(_ network: any NetworkConfiguration) { self.network = network }

  /// All networks, one entry each, then one for each network of a paper.
  public static let variants: [Variant<Self>] =
    [
      entry(PerceptronConfiguration.self),
      entry(TransformerConfiguration.self),
    ]
    + NamedPerceptron.allCases.map {
      Variant(preset: $0.rawValue, $0.configuration) { Self($0) }
    }
    + NamedTransformer.allCases.map {
      Variant(preset: $0.rawValue, $0.configuration) { Self($0) }
    }

  private static func entry<N: NetworkConfiguration>(_: N.Type) -> Variant<Self> {
    Variant(N.kind, { (network: N) in Self(network) }, { $0.network as? N })
  }

  /// The network.
  public var chosen: any Configurable { network }

  /// The initialization that belongs to a network which was written by name.
  static func namedScheme(_ node: ConfigurationNode?) -> Initialization.Scheme? {
    guard let name = node.map({ ($0["kind"] ?? $0).summary }) else { return nil }
    return NamedPerceptron(rawValue: name)?.scheme ?? NamedTransformer(rawValue: name)?.scheme
  }
}
