/// Trains one trial, in pieces of any length.
///
/// Nothing runs between two calls, so that its owner can answer messages there, and can write the
/// trial down: one that goes on from its ``state()`` has the very same result.
public struct Trainer {
  /// How far a trial has come.
  public enum Progress: Hashable, Sendable {
    /// So many steps are taken, and none of them was to be evaluated.
    case trained(step: Int)
    /// A step was evaluated.
    case evaluated(Evaluation)
    /// No step is left to take or evaluate.
    case ended
  }

  /// One case for each precision, so that the compiler specializes everything below.
  private enum Core {
    case float32(TrainerCore<Float>)
    case float64(TrainerCore<Double>)
  }

  private var core: Core

  /// Draws the split and the initial parameters of a trial.
  ///
  /// - Precondition: if the task has a table, it is among the tables, and was checked.
  public init(_ configuration: TrialConfiguration, tables: SampleTables = [:]) {
    precondition(BLAS.isSerial)
    core =
      switch configuration.precision {
      case .float32: .float32(TrainerCore(configuration, tables: tables))
      case .float64: .float64(TrainerCore(configuration, tables: tables))
      }
  }

  /// Goes on where a trial of the same configuration was written down by ``state()``.
  ///
  /// The budget may be larger than it was: a trial that ended with its budget then goes on as if
  /// it had been so from the start, unless a cosine of its learning rate depends on the budget.
  ///
  /// - Throws: ``CheckpointError`` for any other bytes; whatever they are, reading them does not
  ///   trap.
  public init(
    _ configuration: TrialConfiguration, tables: SampleTables = [:], resuming state: [UInt8]
  ) throws(CheckpointError) {
    var reader = try TrainerState.open(state, of: configuration)
    self.init(configuration, tables: tables)
    switch core {
    case .float32(var trainer):
      try trainer.restore(from: &reader)
      core = .float32(trainer)
    case .float64(var trainer):
      try trainer.restore(from: &reader)
      core = .float64(trainer)
    }
  }

  /// Takes steps up to the next evaluation and returns it, or `nil` once the trial has ended.
  public mutating func advance() -> Evaluation? {
    if case .evaluated(let evaluation) = advance(atMost: .max) { evaluation } else { nil }
  }

  /// Takes steps up to the next evaluation, but not more than `limit` of them.
  ///
  /// A step that shares its pass over the training set with an evaluation does not count.
  ///
  /// - Parameters:
  ///   - limit: the number of steps.
  ///   - betweenPasses: called between the passes of an evaluation and of its pruning curve, which
  ///     together may take much longer than a step.
  /// - Returns: how far the trial has come.
  /// - Precondition: the limit is at least 1.
  public mutating func advance(
    atMost limit: Int, betweenPasses: () -> Void = {}
  ) -> Progress {
    precondition(limit >= 1, "\(limit) steps lead nowhere")
    switch core {
    case .float32(var trainer):
      defer { core = .float32(trainer) }
      return trainer.advance(atMost: limit, betweenPasses: betweenPasses)
    case .float64(var trainer):
      defer { core = .float64(trainer) }
      return trainer.advance(atMost: limit, betweenPasses: betweenPasses)
    }
  }

  /// The number of steps taken.
  public var step: Int {
    switch core {
    case .float32(let trainer): trainer.step
    case .float64(let trainer): trainer.step
    }
  }

  /// What the trial leaves behind.
  ///
  /// - Precondition: the trial has ended: ``advance()`` has returned `nil`.
  public var result: TrialResult {
    switch core {
    case .float32(let trainer): trainer.result
    case .float64(let trainer): trainer.result
    }
  }

  /// Writes down all that another trainer of this configuration needs to go on from here.
  ///
  /// The last evaluation of a trial that has ended is left out and will be made again: with a
  /// larger budget it is not the last one, and need not be one at all.
  ///
  /// - Precondition: the trial has not diverged.
  public func state() -> [UInt8] {
    switch core {
    case .float32(let trainer): trainer.state()
    case .float64(let trainer): trainer.state()
    }
  }
}

/// ``Trainer`` at one precision.
struct TrainerCore<S: Scalar> {
  let network: Network<S>
  let split: Split
  let parameters: Parameters<S>
  let gradient: Parameters<S>
  var optimizer: Optimizer<S>

  let configuration: TrialConfiguration
  /// The mini-batches, or `nil` where a step sees the whole training set.
  let batches: Batches?
  let evaluatedSteps: [Int]
  /// Parameters of pruned networks.
  private let scratch: Parameters<S>
  var stop: StopWatch?
  var trajectory: [Evaluation] = []
  private(set) var ending: Ending?
  var step: Int { optimizer.steps }

  init(_ configuration: TrialConfiguration, tables: SampleTables = [:]) {
    self.configuration = configuration
    let seeds = configuration.seed
    var generator = Generator(seed: seeds.split ?? seeds.trial, stream: "split")
    let samples = configuration.task.samples(
      seed: seeds.task ?? seeds.trial, tables: tables)
    var split = Split(samples, fraction: configuration.trainFraction, generator: &generator)
    generator = Generator(seed: seeds.labelNoise ?? seeds.trial, stream: "label noise")
    split.train.replaceLabels(fraction: configuration.labelNoise, generator: &generator)
    self.split = split
    batches = Batches(
      configuration.batch, of: split.train, seed: seeds.batches ?? seeds.trial)
    network = Network(
      configuration, vocabulary: samples.vocabulary, features: samples.features,
      classes: samples.classes)
    parameters = Parameters(network.layout)
    gradient = Parameters(network.layout)
    scratch = Parameters(network.layout)
    optimizer = Optimizer(configuration, layout: network.layout)
    configuration.initialization.draw(parameters, seed: seeds.initialization ?? seeds.trial)
    evaluatedSteps = configuration.evaluation.steps(
      upTo: configuration.steps, including: configuration.pruning.steps)
    stop = configuration.stop.map(StopWatch.init)
    trajectory.reserveCapacity(evaluatedSteps.count)
  }

  var result: TrialResult {
    guard let ending else { preconditionFailure("the trial has not ended at step \(step)") }
    return TrialResult(
      tensors: parameters.layout.tensors.map(\.name), trajectory: trajectory, ending: ending)
  }

  mutating func advance(atMost limit: Int, betweenPasses: () -> Void) -> Trainer.Progress {
    guard ending == nil else { return .ended }
    let next = evaluatedSteps[trajectory.count]
    let last = next - step > limit ? step + limit : next
    while ending == nil, step < last {
      if !trainOnce() { ending = .diverged }
    }
    if ending == nil, step < next { return .trained(step: step) }

    // With a full batch, the training pass of the next step measures the training set as this
    // step left it.
    let train = network.pass(
      over: split.train, parameters, gradient: batches == nil ? gradient : nil, wantsLoss: true)
    betweenPasses()
    var evaluation = measured(train)
    if ending == .diverged || !train.isFinite || !evaluation.trainLoss.isFinite {
      ending = .diverged
    } else if step == configuration.steps {
      ending = .budget
    } else if stop?.isMet(by: evaluation) == true {
      ending = .stopped
    }
    if ending != nil || configuration.pruning.steps.contains(step) {
      evaluation.pruning = configuration.pruning.curve(of: parameters, scratch: scratch) {
        betweenPasses()
        return testAccuracy(network.pass(over: split.test, $0, gradient: nil, wantsLoss: false))
      }
    }
    trajectory.append(evaluation)
    if ending == nil, batches == nil { takeStep() }
    return .evaluated(evaluation)
  }

  /// Takes a step without measuring; refuses where the loss is no finite number.
  @discardableResult
  mutating func trainOnce() -> Bool {
    let pass = network.pass(
      over: batches?.next() ?? split.train, parameters, gradient: gradient, wantsLoss: false)
    if pass.isFinite { takeStep() }
    return pass.isFinite
  }

  private mutating func takeStep() { optimizer.update(parameters, gradient: gradient) }

  private func measured(_ train: PassResult) -> Evaluation {
    let test = network.pass(over: split.test, parameters, gradient: nil, wantsLoss: true)
    return Evaluation(
      step: step, trainLoss: train.loss / Double(split.train.count),
      trainAccuracy: Double(train.correct) / Double(split.train.count),
      testLoss: test.loss / Double(split.test.count), testAccuracy: testAccuracy(test),
      tensorNorm2: parameters.tensors.map(squaredNorm))
  }

  private func testAccuracy(_ pass: PassResult) -> Double {
    Double(pass.correct) / Double(split.test.count)
  }
}
