/// A change to training that combines with any update rule, as it is written.
protocol InterventionConfiguration: Configurable {
  /// The word that selects the intervention in an experiment file.
  static var kind: String { get }

  /// Whether the intervention updates hidden matrices in place of the update rule; only one may.
  var movesHiddenMatrices: Bool { get }

  /// How many numbers the intervention keeps and works in for each parameter, besides it.
  var numbersPerParameter: Int { get }

  /// ηλ of decoupled decay that is the intervention's own, otherwise 0.
  var decoupledDecay: Double { get }

  /// Puts the intervention to work on a network; one for each precision, so that the compiler
  /// specializes everything below.
  func intervention(_ layout: ParameterLayout, _: Float.Type) -> Intervention<Float>
  func intervention(_ layout: ParameterLayout, _: Double.Type) -> Intervention<Double>
}

extension InterventionConfiguration {
  var movesHiddenMatrices: Bool { false }
  var numbersPerParameter: Int { 0 }
  var decoupledDecay: Double { 0 }
}

/// An intervention at work, as its own type has it.
///
/// What it does not say does nothing.
protocol Intervening<S> {
  associatedtype S: Scalar

  /// What a step leaves to the next one.
  var memory: [any CarriedMemory] { get }

  /// Whether a tensor is left to the intervention by the update rule.
  func takesOver(_ tensor: Tensor) -> Bool

  /// Changes the gradient of a step, counted from 1, taken at the parameters.
  func filter(_ gradient: Parameters<S>, at parameters: Parameters<S>, step: Int)

  /// Moves the tensors that it takes over; `factor` is the schedule's. The gradient is scratch
  /// afterwards.
  func update(_ parameters: Parameters<S>, gradient: Parameters<S>, factor: Double)

  /// Corrects the parameters after the update.
  func project(_ parameters: Parameters<S>)
}

extension Intervening {
  var memory: [any CarriedMemory] { [] }
  func takesOver(_ tensor: Tensor) -> Bool { false }
  func filter(_ gradient: Parameters<S>, at parameters: Parameters<S>, step: Int) {}
  func update(_ parameters: Parameters<S>, gradient: Parameters<S>, factor: Double) {}
  func project(_ parameters: Parameters<S>) {}
}

/// Any intervention at work on a network, with its memory.
///
/// A step runs in three rounds, each in the order of the list: ``filter`` changes the gradient, then
/// the update rule moves the parameters, except for tensors that an intervention takes over and moves
/// by ``update``, then ``project`` corrects what they have become.
///
/// It holds closures, and not an existential, for the reason that ``Network`` gives.
struct Intervention<S: Scalar> {
  let memory: [any CarriedMemory]
  let takesOver: (Tensor) -> Bool
  let filter: (_ gradient: Parameters<S>, _ parameters: Parameters<S>, _ step: Int) -> Void
  let update: (_ parameters: Parameters<S>, _ gradient: Parameters<S>, _ factor: Double) -> Void
  let project: (Parameters<S>) -> Void

  /// Takes an intervention.
  @inline(__always)
  init(_ own: some Intervening<S>) {
    memory = own.memory
    takesOver = { own.takesOver($0) }
    filter = { own.filter($0, at: $1, step: $2) }
    update = { own.update($0, gradient: $1, factor: $2) }
    project = { own.project($0) }
  }
}
