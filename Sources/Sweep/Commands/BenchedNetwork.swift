import Engine

/// A network to be timed.
struct BenchedNetwork {
  let name: String
  let modulus: Int
  /// N, the number of training samples.
  let samples: Int
  /// The model as an experiment file would have it.
  let model: [String: ConfigurationNode.Content]

  /// The network of a name.
  static func named(_ name: String) -> BenchedNetwork? { all.first { $0.name == name } }

  func configuration() throws -> TrialConfiguration {
    var configuration = TrialConfiguration()
    configuration.task = try TaskKind(
      ConfigurationNode(
        .mapping([
          .init(key: "kind", value: ConfigurationNode(.text("modular"))),
          .init(key: "operation", value: ConfigurationNode(.text("add"))),
          .init(key: "modulus", value: ConfigurationNode(.integer(modulus))),
        ])), at: "task")
    let entries = model.map { ConfigurationNode.Entry(key: $0, value: ConfigurationNode($1)) }
    configuration.model = try NetworkKind(ConfigurationNode(.mapping(entries)), at: "model")
    configuration.trainFraction = Double(samples) / Double(modulus * modulus)
    return configuration
  }
}

extension BenchedNetwork {
  private static func perceptron(
    embedding: Int? = nil, width: Int, _ activation: String
  ) -> [String: ConfigurationNode.Content] {
    var model: [String: ConfigurationNode.Content] = [
      "kind": .text("perceptron"), "input": .text(embedding == nil ? "two-hot" : "embedding"),
      "width": .integer(width), "activation": .text(activation),
    ]
    if let embedding { model["embedding"] = .integer(embedding) }
    return model
  }

  /// All of them, in the order in which they are printed.
  static let all = [
    BenchedNetwork(
      name: "two-hot p 113 width 128", modulus: 113, samples: 3830,
      model: perceptron(width: 128, "relu")),
    BenchedNetwork(
      name: "two-hot p 113 width 512", modulus: 113, samples: 3830,
      model: perceptron(width: 512, "relu")),
    BenchedNetwork(
      name: "two-hot p 23 width 64", modulus: 23, samples: 264,
      model: perceptron(width: 64, "relu")),
    BenchedNetwork(
      name: "embedding p 59 width 256", modulus: 59, samples: 1740,
      model: perceptron(embedding: 128, width: 256, "gelu")),
    BenchedNetwork(
      name: "nanda-2023", modulus: 113, samples: 3830,
      model: ["kind": .text("nanda-2023")]),
    BenchedNetwork(
      name: "norm-separation-2026", modulus: 97, samples: 4704,
      model: ["kind": .text("norm-separation-2026")]),
    BenchedNetwork(
      name: "power-2022", modulus: 97, samples: 4704, model: ["kind": .text("power-2022")]),
  ]
}
