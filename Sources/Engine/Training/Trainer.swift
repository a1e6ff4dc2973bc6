/// Trains one trial, an evaluation at a time.
///
/// Nothing runs between two calls of ``advance()``, so that its owner can answer messages there.
public struct Trainer {
  /// One case for each precision, so that the compiler specializes everything below.
  private enum Core {
    case float32(TrainerCore<Float>)
    case float64(TrainerCore<Double>)
  }

  private var core: Core

  /// Draws the split and the initial parameters of a trial.
  public init(_ configuration: TrialConfiguration) {
    precondition(BLAS.isSerial)
    core =
      switch configuration.precision {
      case .float32: .float32(TrainerCore(configuration))
      case .float64: .float64(TrainerCore(configuration))
      }
  }

  /// Takes steps up to the next evaluation and returns it, or `nil` once the trial has ended.
  public mutating func advance() -> Evaluation? {
    switch core {
    case .float32(var trainer):
      defer { core = .float32(trainer) }
      return trainer.advance()
    case .float64(var trainer):
      defer { core = .float64(trainer) }
      return trainer.advance()
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
}

/// ``Trainer`` at one precision.
struct TrainerCore<S: Scalar> {
  let network: Network<S>
  let split: Split
  let parameters: Parameters<S>
  let gradient: Parameters<S>
  var optimizer: Optimizer<S>

  private let configuration: TrialConfiguration
  /// The mini-batches, or `nil` where a step sees the whole training set.
  private let batches: Batches?
  private let evaluatedSteps: [Int]
  /// Parameters of pruned networks.
  private let scratch: Parameters<S>
  private var stop: StopWatch?
  private var trajectory: [Evaluation] = []
  private var ending: Ending?
  private var step = 0

  init(_ configuration: TrialConfiguration) {
    self.configuration = configuration
    let seeds = configuration.seed
    var generator = Generator(seed: seeds.split ?? seeds.trial, stream: "split")
    let samples = configuration.task.samples(seed: seeds.task ?? seeds.trial)
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

  mutating func advance() -> Evaluation? {
    guard ending == nil else { return nil }
    let next = evaluatedSteps[trajectory.count]
    while ending == nil, step < next {
      if !trainOnce() { ending = .diverged }
    }

    // With a full batch, the training pass of the next step measures the training set as this
    // step left it.
    let train = network.pass(
      over: split.train, parameters, gradient: batches == nil ? gradient : nil, wantsLoss: true)
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
        testAccuracy(network.pass(over: split.test, $0, gradient: nil, wantsLoss: false))
      }
    }
    trajectory.append(evaluation)
    if ending == nil, batches == nil { takeStep() }
    return evaluation
  }

  /// Takes a step without measuring; refuses where the loss is no finite number.
  @discardableResult
  mutating func trainOnce() -> Bool {
    let pass = network.pass(
      over: batches?.next() ?? split.train, parameters, gradient: gradient, wantsLoss: false)
    if pass.isFinite { takeStep() }
    return pass.isFinite
  }

  private mutating func takeStep() {
    optimizer.update(parameters, gradient: gradient)
    step += 1
  }

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

/// Watches a trial for its stop rule.
private struct StopWatch {
  let rule: StopRule
  /// The first evaluated step of the present run at or above the accuracy.
  private var since: Int?
  /// The number of evaluations in that run.
  private var count = 0

  init(_ rule: StopRule) { self.rule = rule }

  /// Takes the next evaluation, and tells whether it ends the trial.
  mutating func isMet(by evaluation: Evaluation) -> Bool {
    guard evaluation.testAccuracy >= rule.testAccuracy else {
      (since, count) = (nil, 0)
      return false
    }
    let start = since ?? evaluation.step
    since = start
    count += 1
    return count >= rule.sustained && Double(evaluation.step) >= rule.extra * Double(start)
  }
}
