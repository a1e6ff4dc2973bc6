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
  /// Estimates the work of a configuration; no samples are made.
  public init(_ configuration: TrialConfiguration) {
    let task = configuration.task
    let train = Split.trainCount(of: task.sampleCount, fraction: configuration.trainFraction)
    let test = task.sampleCount - train
    let products = { (samples: Int) in
      switch configuration.precision {
      case .float32: Self.products(Network<Float>(configuration, task.sizes), samples)
      case .float64: Self.products(Network<Double>(configuration, task.sizes), samples)
      }
    }
    let batch = configuration.batch.size(of: train)
    step = 6 * products(batch)
    // A full batch is measured by the pass of the next step.
    evaluation = 2 * (products(test) + (configuration.batch == .full ? 0 : products(train)))
    curve = 2 * products(test) * Double(configuration.pruning.points)
    grid = configuration.evaluation
    curveSteps = configuration.pruning.steps
  }

  private static func products<S: Scalar>(_ network: Network<S>, _ samples: Int) -> Double {
    network.unavoidableProducts(samples: samples).reduce(0) {
      $0 + Double($1.rows) * Double($1.inputs) * Double($1.outputs)
    }
  }

  /// The operations of a trial that ends after so many steps.
  public func total(steps: Double) -> Double {
    let curves = 1 + curveSteps.count { Double($0) < steps }
    return step * steps + evaluation * evaluations(steps: steps) + curve * Double(curves)
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
    shape.optimizer = optimizer.rule
    shape.interventions = interventions
    shape.loss = loss
    shape.radialPenalty = radialPenalty
    shape.trainFraction = trainFraction
    shape.batch = batch
    shape.precision = precision
    return shape
  }
}
