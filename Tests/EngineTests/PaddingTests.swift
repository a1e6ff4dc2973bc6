import Testing

@testable import Engine

@Suite("Padding")
struct PaddingTests {
  /// Ten steps of every network, rule, intervention and loss, in widths that leave padding.
  static let trials: [(name: String, trial: TrialConfiguration)] = {
    let losses = everyLoss.map { loss in
      var trial = smallTrial(width: 5)
      trial.loss = loss
      return ("\(loss)", trial)
    }
    var penalized = smallTrial(width: 19)
    penalized.radialPenalty = 0.1
    return
      (TrialVariations.all(steps: 10)
      + [Precision.float32, .float64].flatMap { precision in
        (losses + [("radial penalty", penalized)]).map { name, trial in
          var trial = trial
          (trial.precision, trial.steps) = (precision, 10)
          return ("\(name), \(precision)", trial)
        }
      })
  }()

  @Test("no number depends on what lies in it")
  func independent() {
    for (name, trial) in Self.trials {
      let plain = trained(trial)
      let poisoned = Padding.$filler.withValue(.nan) { trained(trial) }
      #expect(poisoned == plain, "\(name)")
      #expect(plain.ending == .budget, "\(name)")
    }
  }

  @Test("an ε of 0 leaves it as harmless as it was", arguments: [19, 32])
  func noEpsilon(width: Int) throws {
    var rule = AdamW()
    rule.epsilon = 0
    var model = TransformerConfiguration.normSeparation2026
    (model.width, model.heads, model.feedForward) = (width == 19 ? 20 : 32, 2, width)
    var trial = smallTrial(precision: .float32, steps: 10)
    (trial.model, trial.optimizer) = (NetworkKind(model), OptimizerKind(rule))
    #expect(trained(trial).ending == .budget)

    var clamped = smallTrial(width: width, precision: .float32, steps: 10)
    clamped.optimizer = OptimizerKind(rule)
    clamped.interventions = [InterventionKind(NormClamp())]
    let result = trained(clamped)
    let norms = result.trajectory.map(\.norm2)
    #expect(norms.allSatisfy { abs($0 / norms[0] - 1) < 1e-5 }, "\(norms)")
  }

  @Test("rows are padded only where what follows them is their own")
  func ownership() {
    let wide = Matrix<Float>(rows: 3, columns: 40)
    #expect(wide.isPadded && wide.rows(1..<3).isPadded)
    #expect(wide.columns(16..<40).isPadded && wide.columns(0..<32).isPadded)
    #expect(!wide.columns(0..<20).isPadded && !wide.columns(8..<40).isPadded)
    let parameters = Parameters<Float>(
      ParameterLayout([
        Tensor(name: "w", rows: 3, columns: 5, role: .weight, fanIn: 3),
        Tensor(name: "b", rows: 1, columns: 5, role: .bias, fanIn: 3),
      ]))
    #expect(!parameters["w"].isPadded && parameters["b"].isPadded)
    #expect(parameters.flat(0).isPadded && parameters.bias(nil, columns: 3).isPadded)
  }
}
