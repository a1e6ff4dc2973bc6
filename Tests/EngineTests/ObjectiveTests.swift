import Testing

@testable import Engine

@Suite("Objective")
struct ObjectiveTests {
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

  @Test(
    "the gradient of every loss agrees with central differences", arguments: everyLoss,
    [nil, 0.3] as [Double?])
  func gradient(loss: LossKind, radialPenalty: Double?) {
    for seed in 1...5 {
      var configuration = smallTrial(modulus: 5, width: 6)
      configuration.loss = loss
      configuration.radialPenalty = radialPenalty
      let trainer = drawn(configuration, seed: seed)
      let samples = trainer.split.train
      _ = trainer.network.pass(
        over: samples, trainer.parameters, gradient: trainer.gradient, wantsLoss: false)
      let error = gradientError(at: trainer.parameters, gradient: trainer.gradient) {
        trainer.network.pass(over: samples, $0, gradient: nil, wantsLoss: true).loss
          / Double(samples.count)
      }
      #expect(error < 1e-7, "\(loss) \(radialPenalty ?? 0) seed \(seed)")
    }
  }

  private func naivePenalty(_ rows: [[Double]], _ weight: Double) -> (Double, [Double]) {
    var (loss, gradient) = (0.0, [Double]())
    for h in rows {
      let d = Double(h.count)
      let r = h.map { $0 * $0 }.reduce(0, +).squareRoot()
      loss += weight / d * (r - d.squareRoot()) * (r - d.squareRoot())
      gradient += h.map { r > 0 ? 2 * weight / d * (1 - d.squareRoot() / r) * $0 : 0 }
    }
    return (loss, gradient)
  }

  @Test("the radial penalty is that of the definition", arguments: [1, 16, 19, 64])
  func radialPenaltyDefinition(width: Int) {
    let random = Matrix<Double>.random(rows: 4, columns: width, seed: width)
    var rows = (0..<4).map { i in (0..<width).map { random[i, $0] } }
    rows.append([Double](repeating: 0, count: width))
    let wanted = naivePenalty(rows, 0.3)

    let double = Matrix(rows)
    let loss = radialPenalty(double, weight: 0.3, gradientScale: 1)
    #expect(abs(loss / wanted.0 - 1) < 1e-13)
    #expect(relativeDifference(double.elements, wanted.1) < 1e-13)
    let single = Matrix(rows.map { $0.map(Float.init) })
    let rough = radialPenalty(single, weight: 0.3, gradientScale: 1)
    #expect(abs(rough / wanted.0 - 1) < 1e-5)
    #expect(relativeDifference(single.elements.map(Double.init), wanted.1) < 1e-5)
  }

  @Test("hidden units of length √d are free of the radial penalty")
  func sphere() {
    let hidden = Matrix<Double>([[1, -1, 1, 1], [2, 0, 0, 0]])
    #expect(radialPenalty(hidden, weight: 5, gradientScale: 1) == 0)
    #expect(hidden.elements.allSatisfy { $0 == 0 })
  }

  @Test("every loss trains", arguments: everyLoss)
  func trains(loss: LossKind) throws {
    var configuration = smallTrial(width: 32, precision: .float32, steps: 400)
    configuration.loss = loss
    var rule = AdamW()
    (rule.learningRate, rule.weightDecay) = (1e-2, 0)
    configuration.optimizer = OptimizerKind(rule)
    let last = try #require(trained(configuration).trajectory.last)
    #expect(last.trainAccuracy == 1, "\(loss)")
  }
}
