import Foundation
import Testing

@testable import Engine

@Suite("The measure decay")
struct NormDecayTests {
  private func result(_ change: (inout TrialConfiguration) -> Void) -> TrialResult {
    var trial = smallTrial(width: 5, steps: 12)
    trial.evaluation.every = 1
    change(&trial)
    let trainer = Trainer(trial, measures: [MeasureRequest(MeasureKind(NormDecay()))])
    while trainer.advance() != nil {}
    return trainer.result
  }

  @Test("is the change of the norm from step to step, over ηλ")
  func gamma() throws {
    let result = result { _ in }
    let series = result.measures[0]
    #expect(series.steps == Array(1...12))
    let decay = AdamW().decoupledDecay(factor: 1)
    for (step, values) in zip(series.steps, series.values) {
      let (before, after) = (result.trajectory[step - 1].norm2, result.trajectory[step].norm2)
      #expect(agree(values[0], log(before / after) / 2, 1e-12))
      #expect(agree(values[1], values[0] / decay))
    }
  }

  @Test("finds the rate and the penalty of plain gradient descent again")
  func match() {
    var sgd = SGD()
    (sgd.learningRate, sgd.weightDecay, sgd.decayBiases) = (0.02, 0.3, true)
    let result = result { $0.optimizer = OptimizerKind(sgd) }
    for values in result.measures[0].values {
      #expect(values[1].isNaN)
      #expect(agree(values[2] / (0.02 * 0.3), 1, 1e-7))
      #expect(agree(values[3], 1, 1e-9))
    }
  }
}
