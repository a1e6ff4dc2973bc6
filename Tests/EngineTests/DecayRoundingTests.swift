import Testing

@testable import Engine

@Suite("Rounding of decay")
struct DecayRoundingTests {
  private func trial(
    _ decay: Double, rate: Double = 1e-3, precision: Precision = .float32
  ) -> TrialConfiguration {
    var rule = AdamW()
    (rule.learningRate, rule.weightDecay) = (rate, decay)
    var trial = smallTrial(precision: precision)
    trial.optimizer = OptimizerKind(rule)
    return trial
  }

  /// The share that one step takes off a parameter without a gradient.
  private func applied(_ trial: TrialConfiguration) -> Double {
    let layout = ParameterLayout([
      Tensor(name: "w", rows: 1, columns: 16, role: .weight, fanIn: 1)
    ])
    let (parameters, gradient) = (Parameters<Float>(layout), Parameters<Float>(layout))
    fill(parameters.flat, with: 1)
    var optimizer = Optimizer<Float>(trial, layout: layout)
    optimizer.step(parameters, gradient: gradient)
    return 1 - Double(parameters.flat[0, 0])
  }

  @Test(
    "what is told is what a step does",
    arguments: [2.5e-5, 4e-5, 1e-4, 3e-4, 1e-3, 2e-3, 1e-2, 0.1, 1, 30])
  func told(decay: Double) {
    let (trial, stated) = (trial(decay), 1e-3 * decay)
    let share = applied(trial)
    if let rounded = trial.roundedDecay {
      #expect((share / stated - 1).magnitude > 0.01)
      #expect(rounded.stated == stated && rounded.applied == share)
    } else {
      #expect((share / stated - 1).magnitude <= 0.01)
    }
  }

  @Test("a decay of 2.5e-8 does nothing in float32, and everything in float64")
  func none() {
    #expect(trial(2.5e-5).roundedDecay?.applied == 0)
    #expect(trial(2.5e-5, precision: .float64).roundedDecay == nil)
    #expect(trial(0).roundedDecay == nil && trial(1).roundedDecay == nil)
  }

  @Test("Muon's own decay counts, a coupled penalty does not")
  func others() {
    var muon = Muon()
    (muon.learningRate, muon.weightDecay) = (1e-4, 1e-4)
    var both = trial(1)
    both.interventions = [InterventionKind(muon)]
    #expect(both.roundedDecay?.stated == 1e-8)
    var coupled = SGD()
    (coupled.learningRate, coupled.weightDecay) = (1e-4, 1e-4)
    both.interventions = []
    both.optimizer = OptimizerKind(coupled)
    #expect(both.roundedDecay == nil)
    coupled.decay = .decoupled
    both.optimizer = OptimizerKind(coupled)
    #expect(both.roundedDecay?.stated == 1e-8)
  }
}
