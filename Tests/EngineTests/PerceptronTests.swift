import Foundation
import Testing

@testable import Engine

@Suite("Perceptron")
struct PerceptronTests {
  /// One combination of what a perceptron is made of.
  struct Variant: CustomTestStringConvertible {
    let input: PerceptronConfiguration.Input
    let activation: Activation
    let depth: Int

    var testDescription: String { "\(input.rawValue) \(activation.rawValue) depth \(depth)" }

    func trial(modulus: Int, samples: Int, width: Int) -> TrialConfiguration {
      input == .dense
        ? denseTrial(samples: samples, width: width, depth: depth, activation: activation)
        : smallTrial(
          modulus: modulus, input: input, width: width, depth: depth, activation: activation)
    }
  }

  static let variants: [Variant] = PerceptronConfiguration.Input.allCases.flatMap { input in
    Activation.allCases.flatMap { activation in
      (1...3).map { Variant(input: input, activation: activation, depth: $0) }
    }
  }

  private func drawn(_ configuration: TrialConfiguration, seed: Int) -> TrainerCore<Double> {
    var configuration = configuration
    configuration.seed.trial = seed
    let trainer = configuration.trainer([:], Double.self)
    // Biases start at zero; give them values so that nothing about them goes untested.
    for (index, tensor) in trainer.parameters.layout.tensors.enumerated() where tensor.role == .bias
    {
      trainer.parameters.tensors[index].elements =
        Matrix<Double>.random(rows: 1, columns: tensor.columns, seed: seed).elements.map { $0 / 4 }
    }
    return trainer
  }

  /// The same trial without biases.
  private func withoutBiases(_ configuration: TrialConfiguration) -> TrialConfiguration {
    guard var model = configuration.model.chosen as? PerceptronConfiguration else {
      return configuration
    }
    model.biases = false
    var changed = configuration
    changed.model = NetworkKind(model)
    return changed
  }

  @Test("the gradient agrees with central differences", arguments: variants)
  func gradient(variant: Variant) {
    for seed in 1...5 {
      var configuration = variant.trial(modulus: 5, samples: 24, width: 6)
      var loss = CrossEntropy()
      loss.arithmetic = seed.isMultiple(of: 2) ? .stable : .standard
      configuration.loss = LossKind(loss)
      if seed > 3 { configuration = withoutBiases(configuration) }
      let trainer = drawn(configuration, seed: seed)
      let samples = trainer.split.train
      _ = trainer.network.pass(
        over: samples, trainer.parameters, gradient: trainer.gradient, wantsLoss: false)
      let error = gradientError(at: trainer.parameters, gradient: trainer.gradient) {
        trainer.network.pass(over: samples, $0, gradient: nil, wantsLoss: true).loss
          / Double(samples.count)
      }
      #expect(error < 1e-7, "seed \(seed)")
    }
  }

  /// The network as its documentation defines it, one sample at a time.
  private func naiveLoss(_ trainer: TrainerCore<Double>, _ model: PerceptronConfiguration) throws
    -> Double
  {
    let parameters = trainer.parameters
    let samples = trainer.split.train
    func product(_ x: [Double], _ layer: String) -> [Double] {
      let weight = parameters[layer + ".weight"]
      return (0..<weight.columns).map { j in
        (model.biases ? parameters[layer + ".bias"][0, j] : 0)
          + x.indices.map { x[$0] * weight[$0, j] }.reduce(0, +)
      }
    }
    var total = 0.0
    for i in 0..<samples.count {
      var h: [Double]
      switch model.input {
      case .embedding:
        let embedding = parameters["embedding"]
        h = [samples.first[i], samples.second[i]].flatMap { token in
          (0..<embedding.columns).map { embedding[Int(token), $0] }
        }
      case .twoHot:
        h = [Double](repeating: 0, count: 2 * samples.vocabulary)
        h[Int(samples.first[i])] = 1
        h[samples.vocabulary + Int(samples.second[i])] = 1
      case .dense:
        let rows = try #require(samples.rows)
        h = (0..<rows.columns).map { rows[i, $0] }
      }
      for layer in 1...model.depth {
        h = product(h, layer == 1 ? "hidden" : "hidden\(layer)").map { u in
          switch model.activation {
          case .relu: max(0, u)
          case .gelu: u * 0.5 * erfc(-u / 2.0.squareRoot())
          case .quadratic: u * u
          case .tanh: tanh(u)
          }
        }
      }
      let z = product(h, "output")
      let largest = z.max() ?? 0
      total += largest + log(z.map { exp($0 - largest) }.reduce(0, +)) - z[Int(samples.labels[i])]
    }
    return total
  }

  @Test("the network computes its definition", arguments: variants)
  func definition(variant: Variant) throws {
    // At width 600, 160 samples fill one block of 128 rows and part of a second.
    var configuration = variant.trial(
      modulus: 13, samples: 169, width: variant.depth == 1 ? 600 : 19)
    configuration.trainFraction = 0.95
    for configuration in [configuration, withoutBiases(configuration)] {
      let trainer = drawn(configuration, seed: 1)
      guard let model = configuration.model.chosen as? PerceptronConfiguration else { return }
      let wanted = try naiveLoss(trainer, model)
      let fast = trainer.network.pass(
        over: trainer.split.train, trainer.parameters, gradient: nil, wantsLoss: true
      ).loss
      #expect(abs(fast / wanted - 1) < 1e-12)
    }
  }

  @Test("the gradient over several blocks is that of one", arguments: [1, 3], [false, true])
  func blocks(depth: Int, dense: Bool) {
    // Widths just below and above 16 lanes' padding change the block, not the result.
    let configuration =
      dense
      ? denseTrial(samples: 529, width: 600, depth: depth)
      : smallTrial(modulus: 23, width: 600, depth: depth)
    let trainer = drawn(configuration, seed: 3)
    let all = trainer.split.train
    _ = trainer.network.pass(
      over: all, trainer.parameters, gradient: trainer.gradient, wantsLoss: false)
    let whole = trainer.gradient.flat.elements

    var sum = [Double](repeating: 0, count: whole.count)
    for start in stride(from: 0, to: all.count, by: 50) {
      let part = Array(start..<min(start + 50, all.count))
      _ = trainer.network.pass(
        over: all.selecting(part), trainer.parameters, gradient: trainer.gradient, wantsLoss: false)
      for (j, value) in trainer.gradient.flat.elements.enumerated() {
        sum[j] += value * Double(part.count) / Double(all.count)
      }
    }
    #expect(relativeDifference(whole, sum) < 1e-12)
  }

  @Test("a pass leaves nothing behind for the next", arguments: variants)
  func repeatable(variant: Variant) {
    let trainer = drawn(variant.trial(modulus: 13, samples: 169, width: 19), seed: 2)
    let (train, test) = (trainer.split.train, trainer.split.test)
    func gradient() -> [Double] {
      _ = trainer.network.pass(
        over: train, trainer.parameters, gradient: trainer.gradient, wantsLoss: false)
      return trainer.gradient.flat.elements
    }
    let first = gradient()
    _ = trainer.network.pass(over: test, trainer.parameters, gradient: nil, wantsLoss: true)
    #expect(gradient() == first)
  }
}
