/// A perceptron over a pair of tokens or a row of numbers.
///
/// ```
/// h₀ = [E_a ; E_b]  or  [onehot(a) ; onehot(b)]  or  x
/// hₗ = φ(hₗ₋₁ Wₗ + bₗ)        for l = 1 … D
/// z  = h_D W + b
/// ```
public struct PerceptronConfiguration: Configurable {
  /// How tokens enter the first layer.
  public enum Input: String, ConfigurationChoice {
    /// Through an embedding that both positions share: `E [p × d]`, `W₁ [2d × H]`.
    case embedding
    /// As two one-hot vectors: `W₁ [2p × H]`.
    case twoHot = "two-hot"
    /// As the row of d numbers that a sample is: `W₁ [d × H]`.
    case dense
  }

  /// How tokens enter.
  public var input = Input.twoHot
  /// d, the length of a token's embedding; without meaning for other inputs.
  public var embedding: Int?
  /// H, the number of units in each hidden layer.
  public var width = 256
  /// D, the number of hidden layers.
  public var depth = 1
  /// φ.
  public var activation = Activation.relu
  /// Whether every layer has a bias; without, all b are 0.
  public var biases = true

  /// Two-hot input over 256 rectified units.
  public init() {}

  /// The keys of `perceptron`.
  public static let fields: [Field<Self>] = [
    Field("input", \.input, required: true),
    Field("embedding", optional: \.embedding, allowed: .count()),
    Field("width", \.width, required: true, allowed: .count()),
    Field("depth", \.depth, omittedWhen: 1, allowed: .within(1...1000)),
    Field("activation", \.activation, required: true),
    Field("biases", \.biases, omittedWhen: true),
  ]

  /// Checks that embedded input says how long an embedding is, and drops that length from other
  /// input, so that an axis over `input` may leave it in place.
  public mutating func checkTogether(
    _ node: ConfigurationNode, at path: String
  ) throws(ConfigurationError) {
    switch input {
    case .twoHot, .dense: embedding = nil
    case .embedding:
      guard embedding != nil else {
        throw ConfigurationError(path: path + ".embedding", line: node.line, problem: .missing)
      }
    }
  }
}
