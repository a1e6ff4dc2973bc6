import Foundation
import Testing

@testable import Engine

/// Ten steps of small networks in PyTorch, made by `Fixtures/generate.py`.
@Suite("Against PyTorch")
struct FixtureTests {
  private struct Fixture: Decodable {
    struct Pairs: Decodable {
      let first: [Int32]
      let second: [Int32]
      let targets: [Int32]
    }
    struct Step: Decodable {
      let loss: Double
      let gradients: [String: [Double]]
      let parameters: [String: [Double]]
    }
    let task: Value
    let model: Value
    let optimizer: Value
    let loss: Value
    let samples: Pairs
    let initial: [String: [Double]]
    let steps: [Step]
  }

  static let names = [
    "adamw_embedding_gelu", "adamw_embedding_relu_decayed_biases", "adamw_two_hot_quadratic",
    "adamw_two_hot_relu", "sgd_decoupled_two_hot_relu_decayed_biases",
    "sgd_momentum_coupled_embedding_relu", "sgd_momentum_coupled_two_hot_gelu_decayed_biases",
    "sgd_momentum_decoupled_embedding_gelu", "sgd_plain_embedding_quadratic",
    "sgd_plain_two_hot_gelu",
  ]

  /// A piece of JSON as a configuration.
  private struct Value: Decodable {
    let node: ConfigurationNode

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let mapping = try? container.decode([String: Value].self) {
        node = ConfigurationNode(.mapping(mapping.map { .init(key: $0, value: $1.node) }))
      } else if let text = try? container.decode(String.self) {
        node = ConfigurationNode(.text(text))
      } else if let flag = try? container.decode(Bool.self) {
        node = ConfigurationNode(.boolean(flag))
      } else {
        node = ConfigurationNode(.real(try container.decode(Double.self)))
      }
    }
  }

  @Test("losses, gradients and parameters agree over ten steps", arguments: names)
  func tenSteps(name: String) throws {
    let url = Bundle.module.url(
      forResource: name, withExtension: "json", subdirectory: "Fixtures")
    let fixture = try JSONDecoder().decode(
      Fixture.self, from: Data(contentsOf: try #require(url)))
    var configuration = TrialConfiguration()
    configuration.task = try TaskKind(fixture.task.node, at: "task")
    configuration.model = try ModelKind(fixture.model.node, at: "model")
    configuration.optimizer = try OptimizerKind(fixture.optimizer.node, at: "optimizer")
    configuration.loss = try LossKind(fixture.loss.node, at: "loss")

    let whole = configuration.task.samples()
    let samples = Samples(
      first: fixture.samples.first, second: fixture.samples.second,
      targets: fixture.samples.targets, vocabulary: whole.vocabulary, classes: whole.classes)
    let network = Network<Double>(
      configuration, vocabulary: whole.vocabulary, classes: whole.classes)
    let parameters = Parameters<Double>(network.layout)
    let gradient = Parameters<Double>(network.layout)
    var optimizer = Optimizer<Double>(configuration.optimizer, layout: network.layout)
    #expect(Set(fixture.initial.keys) == Set(network.layout.tensors.map(\.name)))
    for (name, values) in fixture.initial { parameters[name].elements = values }

    #expect(fixture.steps.count == 10)
    for (index, step) in fixture.steps.enumerated() {
      let pass = network.pass(over: samples, parameters, gradient: gradient, wantsLoss: true)
      #expect(abs(pass.loss / Double(samples.count) / step.loss - 1) < 1e-6, "step \(index + 1)")
      optimizer.update(parameters, gradient: gradient)
      for name in network.layout.tensors.map(\.name) {
        let (slopes, values) = (try #require(step.gradients[name]), step.parameters[name] ?? [])
        #expect(
          relativeDifference(gradient[name].elements, slopes) < 1e-6, "\(name) step \(index + 1)")
        #expect(
          relativeDifference(parameters[name].elements, values) < 1e-6, "\(name) step \(index + 1)")
      }
    }
  }
}
