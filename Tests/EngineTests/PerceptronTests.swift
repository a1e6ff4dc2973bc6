import Foundation
import Testing

@testable import Engine

@Suite("Perceptron")
struct PerceptronTests {
  static let variants: [(PerceptronConfiguration.Input, Activation)] =
    PerceptronConfiguration.Input.allCases.flatMap { input in
      Activation.allCases.map { (input, $0) }
    }

  private func drawn(_ configuration: TrialConfiguration, seed: Int) -> TrainerCore<Double> {
    var configuration = configuration
    configuration.seed.trial = seed
    let trainer = TrainerCore<Double>(configuration)
    // Biases start at zero; give them values so that nothing about them goes untested.
    for (index, tensor) in trainer.parameters.layout.tensors.enumerated() where tensor.role == .bias
    {
      trainer.parameters.tensors[index].elements =
        Matrix<Double>.random(rows: 1, columns: tensor.columns, seed: seed).elements.map { $0 / 4 }
    }
    return trainer
  }

  @Test(
    "the gradient agrees with central differences", arguments: variants,
    CrossEntropy.Arithmetic.allCases)
  func gradient(
    variant: (PerceptronConfiguration.Input, Activation), arithmetic: CrossEntropy.Arithmetic
  ) {
    for seed in 1...5 {
      var configuration = smallTrial(modulus: 5, input: variant.0, width: 6, activation: variant.1)
      var loss = CrossEntropy()
      loss.arithmetic = arithmetic
      configuration.loss = .crossEntropy(loss)
      let trainer = drawn(configuration, seed: seed)
      let samples = trainer.split.train
      _ = trainer.network.pass(
        over: samples, trainer.parameters, gradient: trainer.gradient, wantsLoss: false)
      let error = gradientError(at: trainer.parameters, gradient: trainer.gradient) {
        trainer.network.pass(over: samples, $0, gradient: nil, wantsLoss: true).loss
          / Double(samples.count)
      }
      #expect(error < 1e-7, "\(variant) seed \(seed)")
    }
  }

  /// The network as its documentation defines it, one sample at a time.
  private func naiveLoss(_ trainer: TrainerCore<Double>, _ model: PerceptronConfiguration) -> Double
  {
    let parameters = trainer.parameters
    let samples = trainer.split.train
    let weight = parameters["hidden.weight"]
    let output = parameters["output.weight"]
    var total = 0.0
    for i in 0..<samples.count {
      let (a, b) = (Int(samples.first[i]), Int(samples.second[i]))
      var x: [Double]
      if model.input == .embedding {
        let embedding = parameters["embedding"]
        x = [a, b].flatMap { token in (0..<embedding.columns).map { embedding[token, $0] } }
      } else {
        x = [Double](repeating: 0, count: weight.rows)
        x[a] = 1
        x[samples.vocabulary + b] = 1
      }
      let hidden = (0..<weight.columns).map { j in
        let u =
          parameters["hidden.bias"][0, j] + x.indices.map { x[$0] * weight[$0, j] }.reduce(0, +)
        return switch model.activation {
        case .relu: max(0, u)
        case .gelu: u * 0.5 * erfc(-u / 2.0.squareRoot())
        case .quadratic: u * u
        }
      }
      let z = (0..<output.columns).map { k in
        parameters["output.bias"][0, k]
          + hidden.indices.map { hidden[$0] * output[$0, k] }.reduce(0, +)
      }
      total += log(z.map { exp($0) }.reduce(0, +)) - z[Int(samples.targets[i])]
    }
    return total
  }

  @Test("the token table computes the network of the definition", arguments: variants)
  func definition(variant: (PerceptronConfiguration.Input, Activation)) throws {
    // 169 pairs at modulus 13 fill one block of 128 rows and part of a second.
    var configuration = smallTrial(modulus: 13, input: variant.0, width: 600, activation: variant.1)
    configuration.trainFraction = 0.95
    let trainer = drawn(configuration, seed: 1)
    guard case .perceptron(let model) = configuration.model else { return }
    let wanted = naiveLoss(trainer, model)
    let fast = trainer.network.pass(
      over: trainer.split.train, trainer.parameters, gradient: nil, wantsLoss: true
    ).loss
    #expect(abs(fast / wanted - 1) < 1e-12)
  }

  @Test("the gradient over several blocks is that of one")
  func blocks() {
    // Widths just below and above 16 lanes' padding change the block, not the result.
    let configuration = smallTrial(modulus: 23, width: 600)
    let trainer = drawn(configuration, seed: 3)
    let all = trainer.split.train
    _ = trainer.network.pass(
      over: all, trainer.parameters, gradient: trainer.gradient, wantsLoss: false)
    let whole = trainer.gradient.flat.elements

    var sum = [Double](repeating: 0, count: whole.count)
    for i in 0..<all.count {
      _ = trainer.network.pass(
        over: all.selecting([i]), trainer.parameters, gradient: trainer.gradient, wantsLoss: false)
      for (j, value) in trainer.gradient.flat.elements.enumerated() {
        sum[j] += value / Double(all.count)
      }
    }
    #expect(relativeDifference(whole, sum) < 1e-12)
  }
}
