import Testing

@testable import Engine

@Suite("Interventions")
struct InterventionTests {
  private let layout = ParameterLayout([
    Tensor(
      name: "embedding", rows: 5, columns: 4, role: .weight, fanIn: 4, module: .embedding),
    Tensor(name: "hidden.weight", rows: 8, columns: 6, role: .weight, fanIn: 8),
    Tensor(name: "hidden.bias", rows: 1, columns: 6, role: .bias, fanIn: 8),
    Tensor(name: "output.weight", rows: 6, columns: 5, role: .weight, fanIn: 6, module: .readout),
  ])

  private func random<S: Scalar>(_ seed: Int, as: S.Type = S.self) -> Parameters<S> {
    let parameters = Parameters<S>(layout)
    for (index, tensor) in parameters.tensors.enumerated() {
      tensor.elements =
        Matrix<S>.random(rows: tensor.rows, columns: tensor.columns, seed: 10 * seed + index)
        .elements
    }
    return parameters
  }

  private func descent(_ rate: Double = 0.1, momentum: Double = 0) -> OptimizerKind {
    var rule = SGD()
    (rule.learningRate, rule.momentum) = (rate, momentum)
    return OptimizerKind(rule)
  }

  private func optimizer(
    _ rule: OptimizerKind, interventions: [InterventionKind] = []
  ) -> Optimizer<Double> {
    var configuration = TrialConfiguration()
    (configuration.optimizer, configuration.interventions) = (rule, interventions)
    return Optimizer(configuration, layout: layout)
  }

  private func length(_ matrix: Matrix<some Scalar>) -> Double { squaredNorm(matrix).squareRoot() }

  // MARK: Norm clamp

  @Test("the norm clamp keeps the network's length, or each weight tensor's, or the one given")
  func normClamp() {
    for scope in NormClamp.Scope.allCases {
      for norm in scope == .network ? [nil, 7.5] : [nil] {
        var clamp = NormClamp()
        (clamp.per, clamp.norm) = (scope, norm)
        let parameters = random(1, as: Double.self)
        let before = parameters.tensors.map { length($0) }
        let whole = norm ?? length(parameters.flat)
        var optimizer = optimizer(descent(), interventions: [InterventionKind(clamp)])
        for step in 2...20 {
          optimizer.step(parameters, gradient: random(step))
          if scope == .network {
            #expect(abs(length(parameters.flat) / whole - 1) < 1e-14)
          } else {
            for index in [0, 1, 3] {
              #expect(abs(length(parameters.tensors[index]) / before[index] - 1) < 1e-14)
            }
            #expect(abs(length(parameters.tensors[2]) / before[2] - 1) > 1e-3, "biases are free")
          }
        }
      }
    }
  }

  // MARK: ⊥Grad

  @Test("⊥Grad is orthogonal to each tensor and as long as its gradient")
  func perpGrad() {
    let (θ, g) = (random(1, as: Double.self), random(2, as: Double.self))
    let lengths = g.tensors.map { length($0) }
    PerpGradFilter<Double>().filter(g, at: θ, step: 1)
    for index in layout.tensors.indices {
      let (θ, g) = (θ.tensors[index], g.tensors[index])
      #expect(abs(dot(θ, g)) < 1e-14 * length(θ) * length(g))
      #expect(abs(length(g) / lengths[index] - 1) < 1e-14)
    }
  }

  @Test("⊥Grad leaves the gradient of zeros alone")
  func perpGradOfZeros() {
    let g = random(2, as: Float.self)
    let before = g.flat.elements
    PerpGradFilter<Float>().filter(g, at: Parameters(layout), step: 1)
    #expect(relativeDifference(g.flat.elements, before) < 1e-6)
  }

  // MARK: Grokfast

  private func filtered(_ kind: InterventionKind, steps: Int) -> [(plain: [Double], new: [Double])]
  {
    let intervention = kind.intervention.intervention(layout, Double.self)
    return (1...steps).map { step in
      let g = random(step, as: Double.self)
      let plain = g.flat.elements
      intervention.filter(g, g, step)
      return (plain, g.flat.elements)
    }
  }

  @Test("Grokfast MA acts once its window is full, with the mean of exactly that window")
  func movingAverage() {
    for window in [1, 2, 5] {
      var constants = GrokfastMA()
      (constants.window, constants.lambda) = (window, 3)
      let steps = filtered(InterventionKind(constants), steps: 17)
      for t in steps.indices {
        if t + 1 < window {
          #expect(steps[t].new == steps[t].plain, "window \(window) step \(t + 1)")
        } else {
          let wanted = steps[t].plain.indices.map { i in
            steps[t].plain[i]
              + steps[(t - window + 1)...t].map { $0.plain[i] }.reduce(0, +) * 3 / Double(window)
          }
          #expect(
            relativeDifference(steps[t].new, wanted) < 1e-14, "window \(window) step \(t + 1)")
        }
      }
    }
  }

  @Test("Grokfast MA keeps no trace of a gradient that has left its window")
  func forgets() {
    var constants = GrokfastMA()
    (constants.window, constants.lambda) = (3, 1)
    let filter = GrokfastMAFilter<Float>(constants, layout)
    let g = Parameters<Float>(layout)
    for step in 1...9 {
      fill(g.flat, with: step <= 2 ? 1e10 : 1e-10)
      filter.filter(g, at: g, step: step)
      if step >= 5 { #expect(g.flat.elements.allSatisfy { abs($0 / 2e-10 - 1) < 1e-6 }) }
    }
  }

  @Test("Grokfast EMA starts from the first gradient")
  func exponentialAverage() {
    let steps = filtered(InterventionKind(GrokfastEMA()), steps: 2)
    #expect(relativeDifference(steps[0].new, steps[0].plain.map { 3 * $0 }) < 1e-15)
    let second = zip(steps[0].plain, steps[1].plain).map { $1 + 2 * (0.98 * $0 + 0.02 * $1) }
    #expect(relativeDifference(steps[1].new, second) < 1e-14)
  }

  // MARK: Hidden matrices

  @Test("EGD gives hidden matrices singular values of 1, leaves the rest, and ends when told")
  func egd() {
    var constants = EGD()
    constants.until = 2
    let steps = filtered(InterventionKind(constants), steps: 3)
    let hidden = 32..<80
    for (plain, new) in steps.dropLast() {
      let matrix = SingularValueDecomposition<Double>(rows: 8, columns: 6)
      matrix.matrix.elements = Array(new[hidden])
      #expect(matrix.decompose())
      #expect(matrix.values.elements.allSatisfy { abs($0 - 1) < 1e-14 })
      #expect(new[..<32] == plain[..<32] && new[80...] == plain[80...])
    }
    #expect(steps[2].new == steps[2].plain)
  }

  @Test("embeddings, read-outs and vectors are no hidden matrices")
  func hiddenMatrices() {
    #expect(layout.tensors.filter(\.isHiddenMatrix).map(\.name) == ["hidden.weight"])
  }

  @Test("Muon takes over hidden matrices and leaves the rest to the rule")
  func muon() {
    let (plain, other) = (random(1, as: Double.self), random(1, as: Double.self))
    var rule = optimizer(descent(momentum: 0.9))
    var muon = Muon()
    muon.learningRate = 0.05
    var both = optimizer(descent(momentum: 0.9), interventions: [InterventionKind(muon)])
    let before = other["hidden.weight"].elements
    rule.step(plain, gradient: random(2))
    both.step(other, gradient: random(2))
    for name in ["embedding", "hidden.bias", "output.weight"] {
      #expect(plain[name].elements == other[name].elements, "\(name)")
    }
    // The length of a step is set by η: √6 singular values near 1, whatever the gradient's scale.
    let moved = zip(before, other["hidden.weight"].elements).map { ($0 - $1) * ($0 - $1) }
    #expect((0.7...1.3).contains((moved.reduce(0, +) / 6).squareRoot() / 0.05))
  }

  @Test("an L2 penalty ahead of gradient descent is its coupled decay")
  func penalty() {
    let (one, two) = (random(1, as: Double.self), random(1, as: Double.self))
    var coupled = SGD()
    coupled.weightDecay = 0.3
    var penalty = L2Penalty()
    penalty.lambda = 0.3
    var first = optimizer(OptimizerKind(coupled))
    var second = optimizer(OptimizerKind(SGD()), interventions: [InterventionKind(penalty)])
    first.step(one, gradient: random(2))
    second.step(two, gradient: random(2))
    #expect(relativeDifference(one.flat.elements, two.flat.elements) < 1e-15)
    #expect(one["hidden.bias"].elements == two["hidden.bias"].elements)
  }
}
