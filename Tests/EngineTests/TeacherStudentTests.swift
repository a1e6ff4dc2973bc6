import Foundation
import Testing

@testable import Engine

@Suite("Teacher and student")
struct TeacherStudentTests {
  private func trial(
    width: Int = 6, depth: Int = 1, samples: Int = 40, tolerance: Double = 1e-3
  ) -> TrialConfiguration {
    var configuration = denseTrial(width: width, depth: depth)
    var task = TeacherStudent()
    (task.inputs, task.outputs, task.width) = (4, 3, 10)
    (task.samples, task.tolerance) = (samples, tolerance)
    configuration.task = TaskKind(task)
    configuration.loss = LossKind(MeanSquaredError())
    return configuration
  }

  @Test("a student with the teacher's parameters makes no error")
  func perfect() {
    for seed in 0..<3 {
      var configuration = trial(width: 10, depth: 2, tolerance: 1e-20)
      configuration.seed.trial = seed
      guard let task = configuration.task.chosen as? TeacherStudent else { return }
      let trainer = configuration.trainer([:], Double.self)
      var generator = Generator(seed: seed, stream: "task")
      for (layer, name) in zip(task.teacher(&generator), ["hidden", "hidden2", "output"]) {
        trainer.parameters[name + ".weight"].elements = layer.weight.elements
        trainer.parameters[name + ".bias"].elements = layer.bias.elements
        let bound = 1 / Double(layer.weight.rows).squareRoot()
        #expect((layer.weight.elements + layer.bias.elements).allSatisfy { abs($0) <= bound })
      }
      for samples in [trainer.split.train, trainer.split.test] {
        let pass = trainer.network.pass(
          over: samples, trainer.parameters, gradient: nil, wantsLoss: true)
        #expect(pass.loss < 1e-24 && pass.correct == samples.count, "seed \(seed)")
      }
      // And any other one does.
      trainer.parameters["output.bias"][0, 0] += 1e-3
      let pass = trainer.network.pass(
        over: trainer.split.train, trainer.parameters, gradient: nil, wantsLoss: true)
      #expect(abs(pass.loss / (1e-6 / 3 * Double(trainer.split.train.count)) - 1) < 1e-9)
      #expect(pass.correct == 0)
    }
  }

  @Test("the gradient agrees with central differences", arguments: [1, 2, 3])
  func gradient(depth: Int) {
    for reduction in MeanSquaredError.Reduction.allCases {
      var configuration = trial(depth: depth)
      var loss = MeanSquaredError()
      loss.reduction = reduction
      configuration.loss = LossKind(loss)
      let trainer = configuration.trainer([:], Double.self)
      let samples = trainer.split.train
      _ = trainer.network.pass(
        over: samples, trainer.parameters, gradient: trainer.gradient, wantsLoss: false)
      let error = gradientError(at: trainer.parameters, gradient: trainer.gradient) {
        trainer.network.pass(over: samples, $0, gradient: nil, wantsLoss: true).loss
          / Double(samples.count)
      }
      #expect(error < 1e-7, "\(reduction)")
    }
  }

  @Test("a sample is right while its mean squared error is below the tolerance")
  func accuracy() {
    let outputs = Matrix<Double>([[1, 2], [1, 2], [1, 2]])
    let values = Matrix<Double>([[9, 9], [1, 2.1], [1.1, 2.1], [1.2, 2]])
    let zero = Matrix<Double>(rows: 1, columns: 2)
    let pass = measureValues(
      outputs, bias: zero, values: values, from: 1, weight: 1, tolerance: 0.015,
      gradient: nil)
    // The means are 0.005, 0.01 and 0.02.
    #expect(pass.correct == 2)
    #expect(abs(pass.loss - 0.07) < 1e-12)
  }

  @Test("batches and splits keep inputs and values together")
  func together() throws {
    var configuration = trial(width: 10, depth: 2, tolerance: 1e-20)
    var batch = MiniBatch()
    batch.size = 7
    configuration.batch = .shuffled(batch)
    let core = configuration.trainer([:], Double.self)
    let sampler = try #require(Batches(configuration.batch, of: core.split.train, seed: 1))
    let whole = core.split.train
    let (rows, values) = (try #require(whole.rows), try #require(whole.values))
    for _ in 0..<6 {
      let batch = sampler.next()
      let (some, targets) = (try #require(batch.rows), try #require(batch.values))
      for i in 0..<batch.count {
        let position = try #require((0..<whole.count).first { rows[$0, 0] == some[i, 0] })
        #expect((0..<3).allSatisfy { values[position, $0] == targets[i, $0] })
      }
    }
    #expect(trained(configuration) == trained(configuration))
  }

  @Test("values need the squared error and have no label noise")
  func refused() throws {
    var configuration = trial()
    #expect(try TrialConfiguration(configuration.node, at: "") == configuration)
    configuration.labelNoise = 0.1
    let noise = #expect(throws: ConfigurationError.self) {
      try TrialConfiguration(configuration.node, at: "")
    }
    #expect(noise?.description == "label_noise is 0.1, but the task has no classes")
    configuration.loss = LossKind(CrossEntropy())
    let loss = #expect(throws: ConfigurationError.self) {
      try TrialConfiguration(configuration.node, at: "")
    }
    #expect(
      loss?.description == "loss is cross-entropy, but the task's values need mean-squared-error")
  }
}
