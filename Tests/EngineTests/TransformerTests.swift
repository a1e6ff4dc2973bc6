import Testing

@testable import Engine

@Suite("Transformer")
struct TransformerTests {
  /// Networks that together take every branch: each published one in small, then one for each
  /// choice that these leave out.
  static let networks: [Named] = {
    func small(
      _ network: TransformerConfiguration = TransformerConfiguration(),
      _ change: (inout TransformerConfiguration) -> Void = { _ in }
    ) -> TransformerConfiguration {
      var network = network
      (network.width, network.heads, network.feedForward) = (4, 2, 5)
      change(&network)
      return network
    }
    var networks = [
      ("nanda-2023", small(.nanda2023)),
      ("norm-separation-2026", small(.normSeparation2026)),
      ("power-2022", small(.power2022)),
      ("whole vectors", small(.nanda2023) { ($0.width, $0.heads, $0.feedForward) = (16, 2, 8) }),
      ("two layers of whole vectors", small(.power2022) { ($0.width, $0.heads) = (8, 1) }),
      (
        "tied",
        small {
          $0.readout = .tied
          $0.outputs = .vocabulary
        }
      ),
      (
        "pre-norm",
        small {
          $0.layerNorm = .pre
          $0.finalNorm = true
          $0.attentionBias = true
          $0.positions = .none
          $0.activation = .quadratic
        }
      ),
    ]
    for tokens in TransformerConfiguration.Tokens.allCases {
      for norm in TransformerConfiguration.LayerNorm.allCases {
        for causal in [true, false] {
          networks.append(
            (
              "two layers \(tokens) \(norm) causal \(causal)",
              small {
                $0.layers = 2
                $0.activation = .gelu
                $0.tokens = tokens
                $0.layerNorm = norm
                $0.causal = causal
                $0.attentionBias = tokens == .pair
                $0.outputBias = true
                $0.readout = tokens == .pairEquals ? .tied : .untied
              }
            ))
        }
      }
    }
    return networks.map(Named.init)
  }()

  /// A network with the words that a failed test names it by.
  struct Named: CustomTestStringConvertible {
    let testDescription: String
    let network: TransformerConfiguration
  }

  private func drawn(
    _ network: TransformerConfiguration, modulus: Int, seed: Int
  ) -> TrainerCore<Double> {
    var configuration = smallTrial(modulus: modulus)
    configuration.model = NetworkKind(network)
    configuration.seed.trial = seed
    let trainer = configuration.trainer([:], Double.self)
    // Biases start at zero and gains at one; move them so that nothing about them goes untested.
    for (index, tensor) in trainer.parameters.layout.tensors.enumerated()
    where tensor.role != .weight {
      let noise = Matrix<Double>.random(rows: 1, columns: tensor.columns, seed: seed + index)
      let start = tensor.role == .gain ? 1.0 : 0
      trainer.parameters.tensors[index].elements = noise.elements.map { start + $0 / 4 }
    }
    return trainer
  }

  @Test("the shortcuts compute the network of the definition", arguments: networks)
  func definition(_ named: Named) {
    let network = named.network
    let trainer = drawn(network, modulus: 7, seed: 1)
    let samples = trainer.split.train
    let naive = NaiveTransformer(
      configuration: network, parameters: trainer.parameters, vocabulary: samples.vocabulary)
    let loss = trainer.network.pass(
      over: samples, trainer.parameters, gradient: nil, wantsLoss: true
    ).loss
    #expect(abs(loss / naive.loss(over: samples) - 1) < 1e-12)
  }

  // The step is small because a rectifier has no derivative at its kink: one of these networks has
  // a unit within 1e-6 of it.
  @Test("the gradient agrees with central differences", arguments: networks)
  func gradient(_ named: Named) {
    for seed in 1...5 {
      let trainer = drawn(named.network, modulus: 3, seed: seed)
      let samples = trainer.split.train
      _ = trainer.network.pass(
        over: samples, trainer.parameters, gradient: trainer.gradient, wantsLoss: false)
      let error = gradientError(at: trainer.parameters, gradient: trainer.gradient, step: 2e-7) {
        trainer.network.pass(over: samples, $0, gradient: nil, wantsLoss: true).loss
          / Double(samples.count)
      }
      #expect(error < 1e-7, "seed \(seed)")
    }
  }

  @Test("the gradient over several blocks is that of one", arguments: networks)
  func blocks(_ named: Named) {
    // 265 of 529 pairs fill one block of 128 rows only where the width is 512 or more.
    var network = named.network
    network.feedForward = 600
    let trainer = drawn(network, modulus: 23, seed: 3)
    let all = trainer.split.train
    _ = trainer.network.pass(
      over: all, trainer.parameters, gradient: trainer.gradient, wantsLoss: false)
    let whole = trainer.gradient.flat.elements

    var sum = [Double](repeating: 0, count: whole.count)
    for part in 0..<5 {
      let positions = Array(stride(from: part, to: all.count, by: 5))
      _ = trainer.network.pass(
        over: all.selecting(positions), trainer.parameters, gradient: trainer.gradient,
        wantsLoss: false)
      for (j, value) in trainer.gradient.flat.elements.enumerated() {
        sum[j] += value * Double(positions.count) / Double(all.count)
      }
    }
    #expect(relativeDifference(whole, sum) < 1e-12)
  }

  @Test("single precision agrees with double", arguments: networks)
  func precisions(_ named: Named) {
    let trainer = drawn(named.network, modulus: 11, seed: 2)
    let samples = trainer.split.train
    let (parameters, gradient) = (
      Parameters<Float>(trainer.network.layout), Parameters<Float>(trainer.network.layout)
    )
    for (single, double) in zip(parameters.tensors, trainer.parameters.tensors) {
      single.elements = double.elements.map(Float.init)
    }
    var configuration = TrialConfiguration()
    configuration.model = NetworkKind(named.network)
    let network = configuration.network(samples.sizes, Float.self)
    let single = network.pass(over: samples, parameters, gradient: gradient, wantsLoss: true)
    let double = trainer.network.pass(
      over: samples, trainer.parameters, gradient: trainer.gradient, wantsLoss: true)
    #expect(abs(single.loss / double.loss - 1) < 1e-5)
    let wanted = trainer.gradient.tensors.flatMap(\.elements)
    let got = gradient.tensors.flatMap(\.elements).map(Double.init)
    #expect(relativeDifference(got, wanted) < 1e-4)
  }

  @Test("training it twice gives the same bits, and it memorizes", arguments: networks.prefix(3))
  func training(_ named: Named) throws {
    var network = named.network
    (network.width, network.heads, network.feedForward) = (32, 4, 64)
    var configuration = smallTrial(modulus: 11, precision: .float32, steps: 300)
    configuration.model = NetworkKind(network)
    configuration.optimizer = OptimizerKind(AdamW())
    let result = trained(configuration)
    #expect(trained(configuration) == result)
    #expect(result.trajectory.last?.trainAccuracy == 1)
  }

  @Test("a name stands for the network written out")
  func presets() throws {
    for (name, network) in [
      ("nanda-2023", TransformerConfiguration.nanda2023),
      ("norm-separation-2026", .normSeparation2026), ("power-2022", .power2022),
    ] {
      let word = ConfigurationNode(.text(name))
      var node = ConfigurationNode(.mapping([.init(key: "kind", value: word)]))
      let named = try NetworkKind(node, at: "model")
      #expect(named == NetworkKind(network))
      let written = try NetworkKind(named.node, at: "model")
      #expect(written.node.canonicalJSON == named.node.canonicalJSON)
      #expect(named.node["kind"]?.content == .text("transformer"))

      node.set(ConfigurationNode(.integer(64)), at: ["width"])
      var narrow = network
      narrow.width = 64
      #expect(try NetworkKind(node, at: "model") == NetworkKind(narrow))
      node.set(ConfigurationNode(.integer(5)), at: ["heads"])
      let error = #expect(throws: ConfigurationError.self) { try NetworkKind(node, at: "model") }
      #expect(
        error?.description == "model.heads is 5, but a width of 64 does not divide among them")
    }
  }

  @Test("what has no meaning does not change a network's identity")
  func identity() throws {
    var node = NetworkKind(TransformerConfiguration.normSeparation2026).node
    node.set(ConfigurationNode(.boolean(false)), at: ["causal"])
    node.set(ConfigurationNode(.text("vocabulary")), at: ["outputs"])
    #expect(
      try NetworkKind(node, at: "model") == NetworkKind(TransformerConfiguration.normSeparation2026)
    )
  }

  /// The mean and the variance of a tensor's elements.
  private func moments(
    _ name: String, _ network: TransformerConfiguration, _ scheme: Initialization.Scheme
  ) -> (mean: Double, variance: Double) {
    var configuration = smallTrial(modulus: 97)
    configuration.model = NetworkKind(network)
    configuration.initialization.scheme = scheme
    let values = configuration.trainer([:], Double.self).parameters[name].elements
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.map { ($0 - mean) * ($0 - mean) }
    return (mean, squares.reduce(0, +) / Double(values.count))
  }

  static let variances: [(String, String, Double)] = [
    // nn.Embedding, the 3d × d of nn.MultiheadAttention (6 / 4d / 3), and nn.Linear (1 / 3d).
    ("pytorch", "embedding", 1.0), ("pytorch", "layer1.key.weight", 0.5 / 128),
    ("pytorch", "layer1.attention.weight", 1.0 / 384),
    ("pytorch", "layer1.attention.bias", 0), ("pytorch", "layer1.query.bias", 0),
    ("pytorch", "layer1.feed_forward.weight", 1.0 / 1536),
    ("pytorch", "layer1.hidden.bias", 1.0 / 384), ("pytorch", "final_norm.gain", 0),
    ("pytorch-linear", "layer1.key.weight", 1.0 / 384),
    ("nanda-2023", "layer1.feed_forward.weight", 1.0 / 128),
    ("nanda-2023", "embedding", 1.0 / 128), ("nanda-2023", "output.weight", 1.0 / 97),
    ("nanda-2023", "layer1.hidden.bias", 0), ("normal-fan-in", "output.weight", 1.0 / 128),
  ]

  @Test("each scheme draws with the variance of its source", arguments: variances)
  func schemes(name: String, tensor: String, variance: Double) throws {
    let scheme = try #require(Initialization.Scheme(rawValue: name))
    let drawn = moments(tensor, .normSeparation2026, scheme)
    #expect(drawn.mean == (tensor.hasSuffix("gain") ? 1 : 0) || abs(drawn.mean) < 0.03)
    // The sample variance of n numbers is off by √(2/n) at most; a bias has 512.
    #expect(abs(drawn.variance - variance) <= 0.2 * variance)
  }

  @Test("the norm at the start is the published one")
  func startingNorm() {
    // Truong et al. 2026: ‖θ‖² of about 13,500 at p = 97.
    var configuration = smallTrial(modulus: 97)
    configuration.model = NetworkKind(TransformerConfiguration.normSeparation2026)
    configuration.initialization.scheme = .pytorch
    let norm2 = squaredNorm(configuration.trainer([:], Double.self).parameters.flat)
    #expect(abs(norm2 / 13_500 - 1) < 0.03)
  }
}

extension TransformerConfiguration {
  static var nanda2023: Self { NamedTransformer.nanda2023.configuration }
  static var normSeparation2026: Self { NamedTransformer.normSeparation2026.configuration }
  static var power2022: Self { NamedTransformer.power2022.configuration }
}
