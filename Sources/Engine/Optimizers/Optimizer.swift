internal import RealModule

/// An update rule with its memory of past gradients, its schedule and the interventions around it.
///
/// The order of a step: gradient filters in the order of the list, the update rule, projections in
/// the order of the list; see ``Intervention``.
struct Optimizer<S: Scalar> {
  private let rule: OptimizerKind
  private let schedule: Schedule
  private let budget: Int
  private let interventions: [Intervention<S>]
  /// Whether the rule updates each tensor; an intervention updates the others.
  private let isUpdated: [Bool]
  /// The running mean of the gradient, or the velocity.
  private let mean: Parameters<S>
  /// The running mean of the squared gradient; unused by gradient descent.
  private let square: Parameters<S>
  /// The number of steps taken.
  private(set) var steps = 0

  /// A rule that has seen no gradient yet.
  init(
    _ rule: OptimizerKind, schedule: Schedule = Schedule(), budget: Int = .max,
    interventions: [InterventionKind] = [], layout: ParameterLayout
  ) {
    let interventions = interventions.map { Intervention<S>($0, layout: layout) }
    self.rule = rule
    self.schedule = schedule
    self.budget = budget
    self.interventions = interventions
    isUpdated = layout.tensors.map { tensor in !interventions.contains { $0.takesOver(tensor) } }
    mean = Parameters(layout)
    square = Parameters(layout)
  }

  /// The update rule of a trial.
  init(_ configuration: TrialConfiguration, layout: ParameterLayout) {
    self.init(
      configuration.optimizer, schedule: configuration.schedule, budget: configuration.steps,
      interventions: configuration.interventions, layout: layout)
  }

  /// What a step leaves to the next one, besides their number.
  var memory: [any CarriedMemory] {
    let moments = if case .sgd = rule { [mean.flat] } else { [mean.flat, square.flat] }
    return moments + interventions.flatMap(\.memory)
  }

  /// Takes over the number of steps that the memory is of.
  mutating func resume(after steps: Int) { self.steps = steps }

  /// Takes one step; the gradient is scratch afterwards.
  mutating func update(_ parameters: Parameters<S>, gradient: Parameters<S>) {
    steps += 1
    let factor = schedule.factor(step: steps, budget: budget)
    for intervention in interventions {
      intervention.filter(gradient, at: parameters, step: steps)
    }
    for (index, tensor) in parameters.layout.tensors.enumerated() where isUpdated[index] {
      let range = parameters.range(of: index)
      switch rule {
      case .adam(let rule):
        rule.step(steps, factor, penalizing: tensor.role == .weight || rule.decayBiases)(
          parameters.flat, gradient: gradient.flat, mean: mean.flat, square: square.flat, in: range)
      case .adamW(let rule):
        rule.step(steps, factor, decaying: tensor.role == .weight || rule.decayBiases)(
          parameters.flat, gradient: gradient.flat, mean: mean.flat, square: square.flat, in: range)
      case .sgd(let rule):
        rule.step(steps, factor, decaying: tensor.role == .weight || rule.decayBiases)(
          parameters.flat, gradient: gradient.flat, velocity: mean.flat, in: range)
      }
    }
    for intervention in interventions {
      intervention.update(parameters, gradient: gradient, factor: factor)
    }
    for intervention in interventions { intervention.project(parameters) }
  }
}

extension Adam {
  /// The constants of step `t`, counted from 1, computed in `Double` and rounded once.
  fileprivate func step<S: Scalar>(_ t: Int, _ factor: Double, penalizing: Bool) -> AdamWStep<S> {
    AdamWStep(
      shrinkage: 1, penalty: S(penalizing ? l2 : 0), beta1: (S(beta1), S(1 - beta1)),
      beta2: (S(beta2), S(1 - beta2)),
      stepSize: S(learningRate * factor / (1 - Double.pow(beta1, t))),
      rootScale: S(1 / (1 - Double.pow(beta2, t)).squareRoot()), epsilon: S(epsilon))
  }
}

extension AdamW {
  /// The constants of step `t`, counted from 1, computed in `Double` and rounded once.
  fileprivate func step<S: Scalar>(_ t: Int, _ factor: Double, decaying: Bool) -> AdamWStep<S> {
    let rate = learningRate * factor
    return AdamWStep(
      shrinkage: S(decaying ? 1 - rate * weightDecay : 1),
      beta1: (S(beta1), S(1 - beta1)), beta2: (S(beta2), S(1 - beta2)),
      stepSize: S(rate / (1 - Double.pow(beta1, t))),
      rootScale: S(1 / (1 - Double.pow(beta2, t)).squareRoot()),
      epsilon: S(epsilon))
  }
}

extension SGD {
  /// The constants of step `t`, counted from 1.
  fileprivate func step<S: Scalar>(_ t: Int, _ factor: Double, decaying: Bool) -> SGDStep<S> {
    let rate = learningRate * factor
    let decayed = decaying ? weightDecay : 0
    return SGDStep(
      shrinkage: S(decay == .decoupled ? 1 - rate * decayed : 1),
      penalty: S(decay == .coupled ? decayed : 0), momentum: S(t == 1 ? 0 : momentum),
      lookAhead: nesterov ? S(momentum) : nil, learningRate: S(rate))
  }
}
