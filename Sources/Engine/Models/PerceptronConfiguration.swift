/// A perceptron with one hidden layer over a pair of tokens.
///
/// ```
/// x = [E_a ; E_b]  or  [onehot(a) ; onehot(b)]
/// z = φ(x W₁ + b₁) W₂ + b₂
/// ```
public struct PerceptronConfiguration: Configurable {
  /// How tokens enter the first layer.
  public enum Input: String, ConfigurationChoice {
    /// Through an embedding that both positions share: `E [p × d]`, `W₁ [2d × H]`.
    case embedding
    /// As two one-hot vectors: `W₁ [2p × H]`.
    case twoHot = "two-hot"
  }

  /// How tokens enter.
  public var input = Input.twoHot
  /// d, the length of a token's embedding; without meaning for two-hot input.
  public var embedding: Int?
  /// H, the number of hidden units.
  public var width = 256
  /// φ.
  public var activation = Activation.relu

  /// Two-hot input over 256 rectified units.
  public init() {}

  /// The keys of `perceptron`.
  public static let fields: [Field<Self>] = [
    Field("input", \.input, required: true),
    Field("embedding", optional: \.embedding, allowed: .atLeast(1)),
    Field("width", \.width, required: true, allowed: .atLeast(1)),
    Field("activation", \.activation, required: true),
  ]

  /// Checks that embedded input says how long an embedding is, and drops that length from two-hot
  /// input, so that an axis over `input` may leave it in place.
  public mutating func checkTogether(
    _ node: ConfigurationNode, at path: String
  ) throws(ConfigurationError) {
    switch input {
    case .twoHot: embedding = nil
    case .embedding:
      guard embedding != nil else {
        throw ConfigurationError(path: path + ".embedding", line: node.line, problem: .missing)
      }
    }
  }
}

/// A nonlinearity, applied to each hidden unit.
public enum Activation: String, ConfigurationChoice {
  /// `max(0, x)`
  case relu
  /// `x Φ(x)` with the exact normal distribution function (Hendrycks & Gimpel 2016,
  /// arXiv:1606.08415), not its tanh approximation.
  case gelu
  /// `x²`
  case quadratic
}
