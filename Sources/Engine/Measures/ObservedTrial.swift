/// A trial's samples with a float64 copy of its network, for whoever measures.
final class ObservedTrial {
  let subject: MeasureSubject
  let train: Samples
  let test: Samples
  private let network: Network<Double>
  private let capture: Capture<Double>
  private let makePullback: () -> Pullback
  /// Made when a measure asks, because it has a workspace of its own.
  private(set) lazy var pullback = makePullback()

  /// Takes a network whose objective has the capture.
  init(
    _ subject: MeasureSubject, train: Samples, test: Samples, _ network: Network<Double>,
    _ capture: Capture<Double>, pullback: @escaping () -> Pullback
  ) {
    self.subject = subject
    self.train = train
    self.test = test
    self.network = network
    self.capture = capture
    makePullback = pullback
  }

  /// The network's tensors.
  var layout: ParameterLayout { network.layout }

  /// Hidden units and logits of samples.
  func units(of samples: Samples, _ parameters: Parameters<Double>) -> Capture<Double>.Units {
    capture.units(of: samples.count) {
      _ = network.pass(over: samples, parameters, gradient: nil, wantsLoss: false)
    }
  }

  /// The gradient of the mean loss over samples.
  func gradient(
    over samples: Samples, at parameters: Parameters<Double>
  ) -> Parameters<Double> {
    let gradient = Parameters<Double>(layout)
    _ = network.pass(over: samples, parameters, gradient: gradient, wantsLoss: false)
    return gradient
  }
}

/// One step of a trial, as measures see it: what several of them look at is made once, when the
/// first one asks.
final class Moment {
  /// The number of steps taken.
  let step: Int
  /// θ.
  let parameters: Parameters<Double>
  /// The parameters of the measure's burst, the present ones last; empty if it has none, or if the
  /// trial has not come so far.
  var snapshots: [Parameters<Double>] = []
  /// Called after each pass over samples, and by measures that take long without one.
  let between: () -> Void
  private let trial: ObservedTrial

  init(
    _ trial: ObservedTrial, step: Int, _ parameters: Parameters<Double>,
    between: @escaping () -> Void = {}
  ) {
    self.trial = trial
    self.step = step
    self.parameters = parameters
    self.between = between
  }

  var subject: MeasureSubject { trial.subject }
  var train: Samples { trial.train }
  var test: Samples { trial.test }

  /// Hidden units and logits of the training samples.
  private(set) lazy var trainUnits = units(of: trial.train, at: parameters)
  /// Hidden units and logits of the test samples.
  private(set) lazy var testUnits = units(of: trial.test, at: parameters)
  /// The gradient of the mean training loss.
  private(set) lazy var gradient = gradient(at: parameters)

  /// Makes what several measures look at, if it is not made yet.
  func make(_ part: SharedPart) {
    switch part {
    case .trainUnits: _ = trainUnits
    case .testUnits: _ = testUnits
    case .gradient: _ = gradient
    }
  }

  /// The gradient of the mean training loss elsewhere.
  func gradient(at parameters: Parameters<Double>) -> Parameters<Double> {
    defer { between() }
    return trial.gradient(over: trial.train, at: parameters)
  }

  /// The gradient of the mean loss over some training samples.
  func gradient(
    over positions: [Int], at parameters: Parameters<Double>? = nil
  ) -> Parameters<Double> {
    defer { between() }
    return trial.gradient(over: train.selecting(positions), at: parameters ?? self.parameters)
  }

  /// Hidden units and logits of samples elsewhere.
  func units(of samples: Samples, at parameters: Parameters<Double>) -> Capture<Double>.Units {
    defer { between() }
    return trial.units(of: samples, parameters)
  }

  /// The gradient of `Σ v z` over the logits z of samples, v `[N × K]`.
  func gradient(
    of factors: Matrix<Double>, over samples: Samples, at parameters: Parameters<Double>
  ) -> Parameters<Double> {
    defer { between() }
    return trial.pullback.gradient(of: factors, over: samples, at: parameters)
  }

  /// A stream of random numbers that nothing else draws from.
  func generator(_ measure: String) -> Generator {
    Generator(seed: subject.seed, stream: "measure \(measure) \(step)")
  }
}
