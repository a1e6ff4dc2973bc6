internal import RealModule

/// How the parameters start.
public struct Initialization: Configurable {
  /// The distribution of weights.
  public enum Scheme: String, ConfigurationChoice {
    /// Weights `N(0, 1/fan-in)` and biases 0; an embedding's fan-in is its length d.
    case normalFanIn = "normal-fan-in"
    /// Weights `N(0, 2/(rows + columns))` and biases 0 (Glorot & Bengio 2010, AISTATS).
    case xavierNormal = "xavier-normal"
    /// Weights with standard deviation `1 / (2 (2H)^⅓)` for H units in the last hidden layer, and
    /// biases 0; from the code of Doshi et al. 2024, arXiv:2310.13061, for the network of Gromov
    /// 2023, arXiv:2301.02679, whose factor `1/(2pH)` before the output is thereby in the weights.
    case normalCubeRoot = "normal-cube-root"
    /// Weights `N(0, 1/d)` with d the smaller side of a product or the length of an embedding,
    /// those of the read-out `N(0, 1/K)`, biases 0: Nanda et al. 2023, arXiv:2301.05217.
    case nanda2023 = "nanda-2023"
    /// What PyTorch's modules draw: embeddings `N(0, 1)`; weights and biases of `nn.Linear`
    /// uniform within `±1/√fan-in`; queries, keys and values of `nn.MultiheadAttention` uniform
    /// within `±√(6 / 4d)` (Glorot & Bengio 2010, over the three as one), its biases 0.
    case pytorch
    /// The same with `nn.Linear` for all products of an attention.
    case pytorchLinear = "pytorch-linear"
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

/// What a tensor's elements are drawn from.
private enum Distribution {
  case constant(Double)
  /// Of mean 0.
  case normal(deviation: Double)
  /// Between both signs of the bound.
  case uniform(bound: Double)
}

extension Initialization {
  /// Draws every tensor of a network, each from a stream of its own name.
  func draw<S: Scalar>(_ parameters: Parameters<S>, seed: Int) {
    for (tensor, values) in zip(parameters.layout.tensors, parameters.tensors) {
      var generator = Generator(seed: seed, stream: "initialization/\(tensor.name)")
      switch scheme.distribution(of: tensor, in: parameters.layout) {
      case .constant(let value):
        values.updateEach { $0 = S(scale * value) }
      case .uniform(let bound):
        values.updateEach { $0 = S(scale * bound * (2 * generator.unit() - 1)) }
      case .normal(let unscaled):
        let deviation = scale * unscaled
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
}

extension Initialization.Scheme {
  fileprivate func distribution(of tensor: Tensor, in layout: ParameterLayout) -> Distribution {
    switch tensor.role {
    case .gain: .constant(1)
    case .weight: weights(of: tensor, in: layout)
    case .bias: biases(of: tensor)
    }
  }

  private func weights(of tensor: Tensor, in layout: ParameterLayout) -> Distribution {
    switch (self, tensor.module) {
    case (.normalFanIn, _): .normal(fan: Double(tensor.fanIn))
    case (.xavierNormal, _): .normal(fan: Double(tensor.rows + tensor.columns) / 2)
    case (.normalCubeRoot, _):
      .normal(deviation: 0.5 / Double.root(2 * Double(layout.hiddenUnits), 3))
    case (.nanda2023, .embedding), (.nanda2023, .readout):
      .normal(fan: Double(tensor.columns))
    case (.nanda2023, _):
      .normal(fan: Double(min(tensor.rows, tensor.columns)))
    case (_, .embedding): .normal(fan: 1)
    case (.pytorch, .projection):
      .uniform(bound: (6 / Double(tensor.rows + 3 * tensor.columns)).squareRoot())
    case (.pytorch, _), (.pytorchLinear, _):
      .uniform(bound: 1 / Double(tensor.fanIn).squareRoot())
    }
  }

  private func biases(of tensor: Tensor) -> Distribution {
    switch (self, tensor.module) {
    case (.normalFanIn, _), (.xavierNormal, _), (.normalCubeRoot, _), (.nanda2023, _),
      (_, .embedding):
      .constant(0)
    case (.pytorch, .projection), (.pytorch, .mixing): .constant(0)
    case (.pytorch, _), (.pytorchLinear, _):
      .uniform(bound: 1 / Double(tensor.fanIn).squareRoot())
    }
  }
}

extension Distribution {
  /// The normal distribution `N(0, 1/fan)`.
  fileprivate static func normal(fan: Double) -> Distribution {
    .normal(deviation: 1 / fan.squareRoot())
  }
}

extension ParameterLayout {
  /// H, the number of units that the read-out sees.
  fileprivate var hiddenUnits: Int {
    tensors.first { $0.module == .readout && $0.role == .weight }?.rows ?? 1
  }
}
