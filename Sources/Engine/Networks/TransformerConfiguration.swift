/// A transformer of one or two layers over a pair of tokens, read out at its last position.
///
/// ```
/// x_j = E[token_j] + P_j                              j = 0 ..< T
/// A(x)_i = Σ_h (Σ_j softmax_j(q_ih · k_jh / √(d/h)) v_jh) W_O,h + b_O
/// F(x)_i = φ(x_i W_in + b_in) W_out + b_out
/// no norm:    y = x + A(x)                z = y + F(y)
/// pre-norm:   y = x + A(LN x)             z = y + F(LN y)
/// post-norm:  y = LN(x + A(x))            z = LN(y + F(y))
/// logits = z_{T−1} W_U + b_U              (after a last LN, if wanted)
/// ```
/// Vaswani et al. 2017, arXiv:1706.03762, Section 3; pre-norm as in Xiong et al. 2020,
/// arXiv:2002.04745. Layer norm divides by `√(σ² + 10⁻⁵)`, as `torch.nn.LayerNorm` does. Keys have
/// no bias: it would add one number to all scores of a query, which the softmax takes out again.
public struct TransformerConfiguration: Configurable {
  /// The sequence that a sample becomes.
  public enum Tokens: String, ConfigurationChoice {
    /// `[a, b]`
    case pair
    /// `[a, b, =]`
    case pairEquals = "pair-equals"
    /// `[a, op, b, =]`
    case operationEquals = "operation-equals"
  }

  /// What tells positions apart.
  public enum Positions: String, ConfigurationChoice {
    /// A parameter for each position.
    case learned
    /// `sin(j / 10000^(i/d))` at even `i`, `cos(j / 10000^((i−1)/d))` at odd `i`.
    case sinusoidal
    /// Nothing.
    case none
  }

  /// Where layers normalize.
  public enum LayerNorm: String, ConfigurationChoice {
    /// Nowhere.
    case none
    /// Before attention and before the feed-forward part, inside the residual branches.
    case pre
    /// After each residual sum.
    case post
  }

  /// What makes logits.
  public enum Readout: String, ConfigurationChoice {
    /// Weights of its own.
    case untied
    /// The embedding's transpose.
    case tied
  }

  /// What has a logit.
  public enum Outputs: String, ConfigurationChoice {
    /// The classes.
    case classes
    /// Every token, `=` and `op` included, which are never right.
    case vocabulary
  }

  /// The number of layers.
  public var layers = 1
  /// d, the length of a position's vector.
  public var width = 128
  /// The number of heads, each of d/heads elements.
  public var heads = 4
  /// The number of units of a feed-forward part.
  public var feedForward = 512
  /// φ.
  public var activation = Activation.relu
  /// The sequence.
  public var tokens = Tokens.pairEquals
  /// What tells positions apart.
  public var positions = Positions.learned
  /// Whether a position sees only itself and those before it; without meaning in one layer, where
  /// only the last position counts.
  public var causal = true
  /// Where layers normalize.
  public var layerNorm = LayerNorm.none
  /// Whether the last layer's output is normalized once more.
  public var finalNorm = false
  /// Whether queries, values and the attention's output have biases.
  public var attentionBias = false
  /// Whether both products of a feed-forward part have biases.
  public var feedForwardBias = true
  /// Whether logits have biases.
  public var outputBias = false
  /// What makes logits.
  public var readout = Readout.untied
  /// What has a logit.
  public var outputs = Outputs.classes

  /// One layer without layer norm, of the usual size.
  public init() {}

  /// The keys of `transformer`.
  public static let fields: [Field<Self>] = [
    Field(
      "layers", \.layers, required: true, allowed: Allowed("1 or 2") { (1...2).contains($0) }),
    Field("width", \.width, required: true, allowed: .count()),
    Field("heads", \.heads, required: true, allowed: .count()),
    Field("feed_forward", \.feedForward, required: true, allowed: .count()),
    Field("activation", \.activation, required: true),
    Field("tokens", \.tokens, required: true),
    Field("positions", \.positions),
    Field("causal", \.causal),
    Field("layer_norm", \.layerNorm),
    Field("final_norm", \.finalNorm),
    Field("attention_bias", \.attentionBias),
    Field("feed_forward_bias", \.feedForwardBias),
    Field("output_bias", \.outputBias),
    Field("read_out", \.readout),
    Field("outputs", \.outputs),
  ]

  /// Checks that heads share the width evenly, and sets what has no meaning to its default, so
  /// that one network has one identity.
  public mutating func checkTogether(
    _ node: ConfigurationNode, at path: String
  ) throws(ConfigurationError) {
    guard width.isMultiple(of: heads) else {
      throw ConfigurationError(
        path: path + ".heads", line: node["heads"]?.line ?? node.line,
        problem: .contradiction(
          value: "\(heads)", reason: "a width of \(width) does not divide among them"))
    }
    if layers == 1 { causal = true }
    if tokens == .pair { outputs = .classes }
  }
}
