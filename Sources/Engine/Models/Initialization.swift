/// How the parameters start.
public struct Initialization: Configurable {
  /// The distribution of weights.
  public enum Scheme: String, ConfigurationChoice {
    /// Weights `N(0, 1/fan-in)` and biases 0; an embedding's fan-in is its length d.
    case normalFanIn = "normal-fan-in"
  }

  /// The distribution.
  public var scheme = Scheme.normalFanIn
  /// Multiplies every parameter once, before training (Liu et al. 2022, arXiv:2210.01117: α).
  public var scale = 1.0

  /// Normal by fan-in, unscaled.
  public init() {}

  /// The keys of `initialization`.
  public static let fields: [Field<Self>] = [
    Field("scheme", \.scheme),
    Field("scale", \.scale, allowed: .positive),
  ]
}
