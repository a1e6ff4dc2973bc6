/// How the parameters start.
public struct Initialization: Configurable {
  /// The distribution of weights.
  public enum Scheme: String, ConfigurationChoice {
    /// Weights `N(0, 1/fan-in)` and biases 0; an embedding's fan-in is its length d.
    case normalFanIn = "normal-fan-in"
  }

  /// The distribution.
  public var scheme = Scheme.normalFanIn
  /// Multiplies every parameter once, before training.
  ///
  /// This is α in Liu et al. 2022, arXiv:2210.01117.
  public var scale = 1.0

  /// Normal by fan-in, unscaled.
  public init() {}

  /// The keys of `initialization`.
  public static let fields: [Field<Self>] = [
    Field("scheme", \.scheme),
    Field("scale", \.scale, allowed: .positive),
  ]
}

extension Initialization {
  /// Draws every tensor of a network, each from a stream of its own name.
  func draw<S: Scalar>(_ parameters: Parameters<S>, seed: Int) {
    for (tensor, values) in zip(parameters.layout.tensors, parameters.tensors)
    where tensor.role == .weight {
      var generator = Generator(seed: seed, stream: "initialization/\(tensor.name)")
      let deviation = scale / Double(tensor.fanIn).squareRoot()
      var spare: Double?
      values.updateEach { element in
        if let second = spare {
          element = S(second * deviation)
          spare = nil
        } else {
          let (first, second) = generator.normalPair()
          element = S(first * deviation)
          spare = second
        }
      }
    }
  }
}
