/// An update rule with its memory of past gradients, its schedule and the interventions around it.
///
/// The order of a step: gradient filters in the order of the list, the update rule, projections in
/// the order of the list; see ``Intervention``.
struct Optimizer<S: Scalar> {
  private let rule: any UpdateRule
  private let schedule: Schedule
  private let budget: Int
  private let interventions: [Intervention<S>]
  /// The tensors that the rule updates; an intervention updates the others.
  private let runs: [UpdateStep<S>.Run]
  private let update: (UpdateStep<S>) -> Void
  /// What the rule keeps, each like the parameters.
  private let moments: [Parameters<S>]
  private let flatMoments: [Matrix<S>]
  /// The number of steps taken.
  private(set) var steps = 0

  /// A rule that has seen no gradient yet; `update` is its step at this precision.
  private init(
    _ configuration: TrialConfiguration, _ layout: ParameterLayout,
    _ interventions: [Intervention<S>], update: @escaping (UpdateStep<S>) -> Void
  ) {
    let rule = configuration.optimizer.rule
    self.rule = rule
    self.update = update
    schedule = configuration.schedule
    budget = configuration.steps
    self.interventions = interventions
    runs = Self.runs(of: layout, decayBiases: rule.decayBiases) { tensor in
      !interventions.contains { $0.takesOver(tensor) }
    }
    moments = (0..<rule.momentCount).map { _ in Parameters(layout) }
    flatMoments = moments.map(\.flat)
  }

  /// The updated tensors, those side by side that are alike as one.
  private static func runs(
    of layout: ParameterLayout, decayBiases: Bool, isUpdated: (Tensor) -> Bool
  ) -> [UpdateStep<S>.Run] {
    var runs: [UpdateStep<S>.Run] = []
    for (tensor, range) in zip(layout.tensors, layout.ranges) where isUpdated(tensor) {
      let decays = tensor.decays(biases: decayBiases)
      if let last = runs.last, last.decays == decays, last.range.upperBound == range.lowerBound {
        runs[runs.count - 1] = .init(
          range: last.range.lowerBound..<range.upperBound, decays: decays)
      } else {
        runs.append(.init(range: range, decays: decays))
      }
    }
    return runs
  }

  /// What a step leaves to the next one, besides their number.
  var memory: [any CarriedMemory] {
    moments.map { $0 as any CarriedMemory } + interventions.flatMap(\.memory)
  }

  /// Takes over the number of steps that the memory is of.
  mutating func resume(after steps: Int) { self.steps = steps }

  /// Takes one step; the gradient is scratch afterwards.
  mutating func step(_ parameters: Parameters<S>, gradient: Parameters<S>) {
    steps += 1
    let factor = schedule.factor(step: steps, budget: budget)
    for intervention in interventions { intervention.filter(gradient, parameters, steps) }
    update(
      UpdateStep(
        number: steps, factor: factor, parameters: parameters.flat, gradient: gradient.flat,
        moments: flatMoments, runs: runs))
    for intervention in interventions { intervention.update(parameters, gradient, factor) }
    for intervention in interventions { intervention.project(parameters) }
  }
}

extension Optimizer<Float> {
  /// The update rule of a trial.
  init(_ configuration: TrialConfiguration, layout: ParameterLayout) {
    let rule = configuration.optimizer.rule
    self.init(
      configuration, layout,
      configuration.interventions.map { $0.intervention.intervention(layout, Float.self) },
      update: { rule.update($0) })
  }
}

extension Optimizer<Double> {
  /// The update rule of a trial.
  init(_ configuration: TrialConfiguration, layout: ParameterLayout) {
    let rule = configuration.optimizer.rule
    self.init(
      configuration, layout,
      configuration.interventions.map { $0.intervention.intervention(layout, Double.self) },
      update: { rule.update($0) })
  }
}
