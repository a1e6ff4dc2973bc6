/// The floating-point operations of a trial's matrix products.
///
/// A product `[m × k] · [k × n]` takes `2mkn` of them, and with both adjoints `6mkn`. What they
/// leave out, elementwise work and the update rule, differs little between the cells of an
/// experiment; they tell cells apart, and a machine's rate turns them into seconds.
public struct TrialWork: Hashable, Sendable {
  /// The operations of one training step.
  public let step: Double
  /// The operations of one evaluation, beside those of the step it shares a pass with.
  public let evaluation: Double
  /// The operations of one pruning curve.
  public let curve: Double

  let grid: EvaluationGrid
  let curveSteps: [Int]
}

extension TrialWork {
  /// Estimates the work of a configuration on samples of some sizes, before there are any.
  ///
  /// - Precondition: the network accepts the sizes.
  public init(_ configuration: TrialConfiguration, _ sizes: SampleSizes) {
    let network = configuration.model.network
    let train = Split.trainCount(of: sizes.count, fraction: configuration.trainFraction)
    let test = sizes.count - train
    let operations = { (samples: Int) in
      network.products(sizes, samples: samples).reduce(0) { $0 + $1.operations }
    }
    step = 3 * operations(configuration.batch.size(of: train))
    // A full batch is measured by the pass of the next step.
    evaluation = operations(test) + (configuration.batch == .full ? 0 : operations(train))
    curve = operations(test) * Double(configuration.pruning.points)
    grid = configuration.evaluation
    curveSteps = configuration.pruning.steps
  }

  /// The same, with the sizes that the task's table gives it, if it has one and it is among those
  /// given.
  public init(_ configuration: TrialConfiguration, tables: SampleTables) {
    self.init(configuration, configuration.sizes(tables))
  }

  /// The operations of a trial that ends after so many steps.
  public func total(steps: Double) -> Double {
    let curves = 1 + curveSteps.count { Double($0) < steps }
    return step * steps + evaluation * evaluations(steps: steps) + curve * Double(curves)
  }

  /// The share of the work that evaluations and pruning curves take in a trial that ends after so many
  /// steps.
  public func evaluationShare(steps: Double) -> Double {
    let total = total(steps: steps)
    return total > 0 ? 1 - step * steps / total : 0
  }

  /// The number of evaluations of a trial that ends after so many steps, up to one or two.
  public func evaluations(steps: Double) -> Double { grid.count(upTo: steps) }
}

extension TrialConfiguration {
  /// The configuration with all at its default that does not decide how long a step takes: cells
  /// that share it differ in the number of their steps only.
  public var shape: TrialConfiguration {
    var shape = TrialConfiguration()
    shape.task = task
    shape.model = model
    shape.optimizer = optimizer.plain
    shape.interventions = interventions
    shape.loss = loss
    shape.radialPenalty = radialPenalty
    shape.trainFraction = trainFraction
    shape.batch = batch
    shape.precision = precision
    return shape
  }
}
