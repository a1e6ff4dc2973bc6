/// ``Trainer`` at one precision.
final class TrainerCore<S: Scalar> {
  let configuration: TrialConfiguration
  let split: Split
  let network: Network<S>
  let parameters: Parameters<S>
  let gradient: Parameters<S>
  /// Parameters of pruned networks.
  private let scratch: Parameters<S>
  private var optimizer: Optimizer<S>
  /// The mini-batches, or `nil` where a step sees the whole training set.
  private let batches: Batches?
  private let evaluatedSteps: [Int]
  private var stop: StopCondition?
  /// What is measured besides evaluations; it looks on and changes nothing.
  private let observation: Observation<S>?
  /// The steps between evaluations at which it looks.
  private let observedSteps: Set<Int>
  private var trajectory: [Evaluation] = []
  private var ending: Ending?
  private var kernels: [KernelUse] = []

  /// The number of steps taken.
  var step: Int { optimizer.steps }

  init(
    _ configuration: TrialConfiguration, _ split: Split, _ network: Network<S>,
    _ optimizer: Optimizer<S>, measures: [MeasureRequest] = []
  ) {
    self.configuration = configuration
    self.split = split
    self.network = network
    self.optimizer = optimizer
    let seeds = configuration.seed
    batches = Batches(
      configuration.batch, of: split.train, seed: seeds.batches ?? seeds.trial)
    parameters = Parameters(network.layout)
    gradient = Parameters(network.layout)
    scratch = Parameters(network.layout)
    configuration.initialization.draw(parameters, seed: seeds.initialization ?? seeds.trial)
    evaluatedSteps = configuration.evaluation.steps(
      upTo: configuration.steps, including: configuration.pruning.steps)
    observation =
      measures.isEmpty
      ? nil
      : Observation(
        measures, of: configuration.observed(split), evaluated: evaluatedSteps,
        budget: configuration.steps)
    observedSteps = Set(observation?.steps ?? []).subtracting(evaluatedSteps)
    stop = configuration.stop.map(StopCondition.init)
    trajectory.reserveCapacity(evaluatedSteps.count)
    kernels.goOn(with: BLAS.kernel, after: 0)
  }

  var result: TrialResult {
    guard let ending else { preconditionFailure("the trial has not ended at step \(step)") }
    return TrialResult(
      tensors: parameters.layout.tensors.map(\.name), trajectory: trajectory, ending: ending,
      kernels: kernels, measures: observation?.series ?? [])
  }

  func advance(atMost limit: Int, betweenPasses: () -> Void) -> TrainingProgress {
    guard ending == nil else { return .ended }
    let next = evaluatedSteps[trajectory.count]
    let last = next - step > limit ? step + limit : next
    while ending == nil, step < last {
      if !trainOnce() { ending = .diverged }
      observe(betweenPasses)
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
    } else if isStopped(by: evaluation) {
      ending = .stopped
    }
    if ending != nil || configuration.pruning.steps.contains(step) {
      evaluation.pruning = configuration.pruning.curve(of: parameters, scratch: scratch) {
        betweenPasses()
        return testAccuracy(network.pass(over: split.test, $0, gradient: nil, wantsLoss: false))
      }
    }
    trajectory.append(evaluation)
    // Of a diverged network nothing can be said.
    if ending != .diverged {
      observation?.look(at: step, parameters, isLast: ending != nil, between: betweenPasses)
    }
    if ending == nil, batches == nil {
      optimizer.step(parameters, gradient: gradient)
      observe(betweenPasses)
    }
    return .evaluated(evaluation)
  }

  /// Looks at a step that is no evaluation, right after it was taken.
  private func observe(_ betweenPasses: () -> Void) {
    guard ending == nil, observedSteps.contains(step) else { return }
    observation?.look(at: step, parameters, between: betweenPasses)
  }

  /// Takes a step without measuring; refuses where the loss is no finite number.
  @discardableResult
  func trainOnce() -> Bool {
    let pass = network.pass(
      over: batches?.next() ?? split.train, parameters, gradient: gradient, wantsLoss: false)
    if pass.isFinite { optimizer.step(parameters, gradient: gradient) }
    return pass.isFinite
  }

  private func isStopped(by evaluation: Evaluation) -> Bool {
    guard configuration.decides(by: evaluation.step) else { return false }
    return stop?.isMet(by: evaluation) == true
  }

  private func measured(_ train: PassResult) -> Evaluation {
    let test = network.pass(over: split.test, parameters, gradient: nil, wantsLoss: true)
    return Evaluation(
      step: step, trainLoss: train.loss / Double(split.train.count),
      trainAccuracy: Double(train.correct) / Double(split.train.count),
      testLoss: test.loss / Double(split.test.count), testAccuracy: testAccuracy(test),
      tensorNorm2: parameters.tensors.map { squaredNorm($0) })
  }

  private func testAccuracy(_ pass: PassResult) -> Double {
    Double(pass.correct) / Double(split.test.count)
  }
}

extension TrainerCore {
  /// What training carries from step to step, in the order in which it is written.
  private var memory: [any CarriedMemory] {
    let carried: [any CarriedMemory] = [parameters] + optimizer.memory
    let looked: [any CarriedMemory] = observation.map { [$0] } ?? []
    return if let batches { [batches] + carried + looked } else { carried + looked }
  }

  /// Writes the trial down.
  func snapshot() -> TrainerState {
    precondition(ending != .diverged, "the trial has diverged at step \(step)")
    let memory = memory
    observation?.writtenBefore = ending == nil ? .max : step
    return TrainerState(
      of: configuration, capacity: memory.reduce(0) { $0 + $1.byteCount }
    ) { writer in
      writer.write(step)
      writer.write(kernels)
      writer.write(ending == nil ? trajectory : Array(trajectory.dropLast()))
      for part in memory { part.write(to: &writer) }
    }
  }

  /// Takes a state up from where its step stands.
  func restore(from reader: inout ByteReader) throws(CheckpointError) {
    let step: Int
    do throws(ByteError) {
      step = try reader.readCount("step")
      kernels = try reader.readKernels()
      trajectory = try reader.readTrajectory()
      for part in memory { try part.restore(from: &reader) }
    } catch {
      throw CheckpointError(error)
    }
    guard reader.remaining == 0 else { throw .surplus(reader.remaining) }
    try checkTrajectory(upTo: step)
    guard (kernels.last?.since ?? 0) <= step else { throw .value(field: "kernels") }
    kernels.goOn(with: BLAS.kernel, after: step)
    optimizer.resume(after: step)
    // With a larger budget a step may be one of a measure's own that was the last one before.
    observe {}
    for evaluation in trajectory { _ = isStopped(by: evaluation) }
  }

  /// Checks that the next step is this trial's, and its evaluations are what this trial measures.
  private func checkTrajectory(upTo step: Int) throws(CheckpointError) {
    guard step <= configuration.steps, trajectory.count < evaluatedSteps.count else {
      throw .budget(step: step, budget: configuration.steps)
    }
    let isOwn = zip(trajectory, evaluatedSteps).allSatisfy { evaluation, evaluated in
      let points =
        configuration.pruning.steps.contains(evaluated) ? configuration.pruning.points : 0
      return evaluation.step == evaluated
        && evaluation.tensorNorm2.count == parameters.layout.tensors.count
        && (evaluation.pruning?.accuracies.count ?? 0) == points
    }
    guard isOwn else { throw .value(field: "trajectory") }
    let next = evaluatedSteps[trajectory.count]
    guard (trajectory.last?.step ?? 0)...next ~= step else { throw .value(field: "step") }
  }
}

extension TrialConfiguration {
  /// The trial's samples, divided and labelled.
  fileprivate func split(_ tables: SampleTables) -> Split {
    let sets = task.sets(seed: seed.task ?? seed.trial, tables: tables)
    var generator = Generator(seed: seed.split ?? seed.trial, stream: "split")
    var split = Split(sets, fraction: trainFraction, generator: &generator)
    generator = Generator(seed: seed.labelNoise ?? seed.trial, stream: "label noise")
    split.train.replaceLabels(fraction: labelNoise, generator: &generator)
    return split
  }

  /// The trial at one precision, at its start.
  func trainer(
    _ tables: SampleTables, _: Float.Type, measures: [MeasureRequest] = []
  ) -> TrainerCore<Float> {
    let network = network(sizes(tables), Float.self)
    return TrainerCore(
      self, split(tables), network, Optimizer(self, layout: network.layout), measures: measures)
  }

  /// The trial at one precision, at its start.
  func trainer(
    _ tables: SampleTables, _: Double.Type, measures: [MeasureRequest] = []
  ) -> TrainerCore<Double> {
    let network = network(sizes(tables), Double.self)
    return TrainerCore(
      self, split(tables), network, Optimizer(self, layout: network.layout), measures: measures)
  }

  /// What measures look at.
  func observed(_ split: Split) -> ObservedTrial {
    let capture = Capture<Double>()
    let sizes = SampleSizes(
      count: split.train.count + split.test.count, inputs: split.train.sizes.inputs,
      targets: split.train.sizes.targets)
    return ObservedTrial(
      subject(sizes), train: split.train, test: split.test,
      network(sizes, Double.self, capture), capture,
      pullback: { [model] in Pullback(model.network, sizes) })
  }

  /// The network with its loss.
  func network(_ sizes: SampleSizes, _: Float.Type) -> Network<Float> {
    let loss = loss.loss
    return model.network.network(
      sizes, Objective<Float>(measure: { loss.measure($0) }, radialPenalty: radialPenalty))
  }

  /// The network with its loss.
  func network(
    _ sizes: SampleSizes, _: Double.Type, _ capture: Capture<Double>? = nil
  ) -> Network<Double> {
    let loss = loss.loss
    return model.network.network(
      sizes,
      Objective<Double>(
        measure: { loss.measure($0) }, radialPenalty: radialPenalty, capture: capture))
  }
}
