internal import RealModule

/// How the parameters start.
public struct Initialization: Configurable {
  /// The distribution of weights and biases.
  public enum Scheme: String, ConfigurationChoice {
    /// Weights `N(0, 1/fan-in)` and biases 0; an embedding's fan-in is its length d.
    case normalFanIn = "normal-fan-in"
    /// Weights `N(0, 2/(rows + columns))` and biases 0 (Glorot & Bengio 2010, AISTATS).
    case xavierNormal = "xavier-normal"
    /// What PyTorch's layers do when they are made: a linear layer's weights and biases uniform in
    /// `±1/√fan-in`, embeddings from `N(0, 1)`.
    case pytorch
    /// Weights with standard deviation `1 / (2 (2H)^⅓)` for H units in the last hidden layer, and
    /// biases 0; from the code of Doshi et al. 2024, arXiv:2310.13061, for the network of Gromov
    /// 2023, arXiv:2301.02679, whose factor `1/(2pH)` before the output is thereby in the weights.
    case normalCubeRoot = "normal-cube-root"
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
  /// How the elements of a tensor are distributed.
  private enum Distribution {
    case zero
    /// Of mean 0 and a standard deviation.
    case normal(Double)
    /// From minus to plus a bound.
    case uniform(Double)
  }

  private func distribution(of tensor: Tensor, in layout: ParameterLayout) -> Distribution {
    let fanIn = Double(tensor.fanIn)
    switch (scheme, tensor.role) {
    case (.normalFanIn, .weight): return .normal(scale / fanIn.squareRoot())
    case (.xavierNormal, .weight):
      return .normal(scale * (2 / Double(tensor.rows + tensor.columns)).squareRoot())
    case (.pytorch, .weight) where tensor.name == "embedding": return .normal(scale)
    case (.pytorch, _): return .uniform(scale / fanIn.squareRoot())
    case (.normalCubeRoot, .weight):
      let width = layout.tensors.first { $0.name == "output.weight" }?.rows ?? tensor.fanIn
      return .normal(scale * 0.5 / Double.root(2 * Double(width), 3))
    case (_, .bias): return .zero
    }
  }

  /// Draws every tensor of a network, each from a stream of its own name.
  func draw<S: Scalar>(_ parameters: Parameters<S>, seed: Int) {
    for (tensor, values) in zip(parameters.layout.tensors, parameters.tensors) {
      var generator = Generator(seed: seed, stream: "initialization/\(tensor.name)")
      switch distribution(of: tensor, in: parameters.layout) {
      case .zero: break
      case .normal(let deviation):
        drawNormal(values, deviation: deviation, &generator)
      case .uniform(let bound):
        values.updateEach { $0 = S(bound * (2 * generator.unit() - 1)) }
      }
    }
  }

  private func drawNormal<S: Scalar>(
    _ values: Matrix<S>, deviation: Double, _ generator: inout Generator
  ) {
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
