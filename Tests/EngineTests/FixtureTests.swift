import Foundation
import Testing

@testable import Engine

/// Ten steps of small networks in PyTorch, made by `Fixtures/generate.py`.
@Suite("Against PyTorch")
struct FixtureTests {
  private struct Fixture: Decodable {
    struct Inputs: Decodable {
      let first: [Int32]?
      let second: [Int32]?
      let rows: [[Double]]?
      let targets: [Int32]

      /// As samples with as many tokens and classes as those of a task.
      func samples(like whole: Samples) -> Samples {
        if let rows {
          Samples(
            .rows(Matrix(rows), shape: .vector(rows[0].count)),
            .classes(targets, count: whole.sizes.targets.count))
        } else {
          .pairs(
            first ?? [], second ?? [], targets, vocabulary: whole.vocabulary,
            count: whole.sizes.targets.count)
        }
      }
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
    let schedule: Value?
    let interventions: [Value]?
    let radialPenalty: Double?
    let samples: Inputs
    let initial: [String: [Double]]
    let steps: [Step]
  }

  static let names = [
    "adam_l2_embedding_gelu",
    "adam_l2_two_hot_relu_decayed_biases",
    "adamw_cosine",
    "adamw_dense_tanh_two_layers",
    "adamw_embedding_gelu",
    "adamw_embedding_relu_decayed_biases",
    "adamw_grokfast_ema",
    "adamw_muon",
    "adamw_norm_clamp_network",
    "adamw_norm_clamp_tensor",
    "adamw_perp_grad",
    "adamw_radial_penalty",
    "adamw_transformer_nanda_2023",
    "adamw_transformer_norm_separation_2026",
    "adamw_transformer_norm_separation_2026_decayed_weights",
    "adamw_transformer_power_2022",
    "adamw_two_hot_quadratic",
    "adamw_two_hot_relu",
    "adamw_two_hot_relu_three_layers",
    "adamw_warm_up_cosine",
    "hinge_all",
    "hinge_rival",
    "mean_squared_error_mean",
    "mean_squared_error_sum",
    "sgd_decoupled_two_hot_relu_decayed_biases",
    "sgd_egd",
    "sgd_embedding_gelu_two_layers_without_biases",
    "sgd_grokfast_ma",
    "sgd_momentum_coupled_embedding_relu", "sgd_momentum_coupled_two_hot_gelu_decayed_biases",
    "sgd_momentum_decoupled_embedding_gelu", "sgd_muon_wide", "sgd_nesterov_coupled",
    "sgd_penalty_egd_perp_grad_until", "sgd_plain_embedding_quadratic", "sgd_plain_two_hot_gelu",
    "stablemax",
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
      } else if container.decodeNil() {
        node = ConfigurationNode(.null)
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
    configuration.model = try NetworkKind(fixture.model.node, at: "model")
    configuration.optimizer = try OptimizerKind(fixture.optimizer.node, at: "optimizer")
    configuration.loss = try LossKind(fixture.loss.node, at: "loss")
    configuration.steps = fixture.steps.count
    configuration.radialPenalty = fixture.radialPenalty
    if let schedule = fixture.schedule {
      configuration.schedule = try Schedule(schedule.node, at: "schedule")
    }
    configuration.interventions = try (fixture.interventions ?? []).map {
      try InterventionKind($0.node, at: "interventions")
    }

    let whole = configuration.task.sets().pool
    let samples = fixture.samples.samples(like: whole)
    let network = configuration.network(whole.sizes, Double.self)
    let parameters = Parameters<Double>(network.layout)
    let gradient = Parameters<Double>(network.layout)
    var optimizer = Optimizer<Double>(configuration, layout: network.layout)
    #expect(Set(fixture.initial.keys) == Set(network.layout.tensors.map(\.name)))
    for (name, values) in fixture.initial { parameters[name].elements = values }

    #expect(fixture.steps.count == 10)
    for (index, step) in fixture.steps.enumerated() {
      let pass = network.pass(over: samples, parameters, gradient: gradient, wantsLoss: true)
      #expect(abs(pass.loss / Double(samples.count) / step.loss - 1) < 1e-6, "step \(index + 1)")
      for name in network.layout.tensors.map(\.name) {
        let slopes = try #require(step.gradients[name])
        #expect(
          relativeDifference(gradient[name].elements, slopes) < 1e-6, "\(name) step \(index + 1)")
      }
      optimizer.step(parameters, gradient: gradient)
      for name in network.layout.tensors.map(\.name) {
        let values = try #require(step.parameters[name])
        #expect(
          relativeDifference(parameters[name].elements, values) < 1e-6, "\(name) step \(index + 1)")
      }
    }
  }

  private struct Extremes: Decodable {
    struct Row: Decodable {
      let logits: [Double]
      let target: Int32
      let loss: Double
      let targetGradient: Double
      let otherGradient: Double
    }
    let rows: [Row]
  }

  @Test("the stable cross-entropy keeps its digits at every margin")
  func extremes() throws {
    let url = Bundle.module.url(
      forResource: "loss_extremes", withExtension: "json", subdirectory: "Fixtures")
    let fixture = try JSONDecoder().decode(
      Extremes.self, from: Data(contentsOf: try #require(url)))
    #expect(fixture.rows.count == 6)
    for row in fixture.rows {
      func check<S: Scalar>(_: S.Type, _ tolerance: Double) {
        let loss = measured(
          SoftmaxCrossEntropy<S>(keepsDigits: true), of: [row.logits.map { S($0) }],
          targets: [row.target])
        let own = Double(loss.gradient[Int(row.target)])
        #expect(abs(loss.pass.loss / row.loss - 1) < tolerance, "\(row.logits)")
        #expect(abs(own / row.targetGradient - 1) < tolerance, "\(row.logits)")
        #expect(abs(Double(loss.gradient[0]) / row.otherGradient - 1) < tolerance)
      }
      check(Float.self, 1e-6)
      check(Double.self, 1e-13)
    }
  }
}
