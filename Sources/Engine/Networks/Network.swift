/// A matrix product of a network with its two adjoints: `[rows × inputs] · [inputs × outputs]`.
struct UnavoidableProduct: Hashable {
  let rows: Int
  let inputs: Int
  let outputs: Int

  /// The floating-point operations of the product alone.
  var operations: Double { 2 * Double(rows) * Double(inputs) * Double(outputs) }
}

/// Why a network cannot be trained on samples of some sizes.
struct Refusal: Error, Hashable {
  /// The key of the network that would have to change, or `nil` for the network itself.
  var key: String?
  /// Its value.
  var value: String
  /// Which values would do.
  var reason: String
}

/// A network as it is written.
protocol NetworkConfiguration: Configurable {
  /// The word that selects the network in an experiment file.
  static var kind: String { get }

  /// Throws if the network cannot learn from samples of these sizes.
  func accept(_ sizes: SampleSizes) throws(Refusal)

  /// The network's tensors.
  ///
  /// - Precondition: the sizes are accepted, here and below.
  func tensors(_ sizes: SampleSizes) -> [Tensor]

  /// The products that a step over so many samples cannot do without: what it costs at least.
  func products(_ sizes: SampleSizes, samples: Int) -> [UnavoidableProduct]

  /// The matrices beside the parameters that a pass works in, whose rows are padded.
  func workspace(_ sizes: SampleSizes, precision: any Scalar.Type) -> [MatrixSize]

  /// Makes the network with its workspace; one for each precision, so that the compiler specializes
  /// everything below.
  func network(_ sizes: SampleSizes, _ objective: Objective<Float>) -> Network<Float>
  func network(_ sizes: SampleSizes, _ objective: Objective<Double>) -> Network<Double>
}

/// How large a matrix is.
struct MatrixSize {
  var rows: Int
  var columns: Int
  /// How many there are.
  var count = 1
}

/// A network at work, as its own type has it.
protocol Passable<S> {
  associatedtype S: Scalar

  /// The network's tensors.
  var layout: ParameterLayout { get }

  /// Runs samples through the network.
  ///
  /// - Parameters:
  ///   - samples: all of them are used.
  ///   - parameters: the network's parameters.
  ///   - gradient: on return the gradient of the mean loss over the samples, unless `nil`.
  ///   - wantsLoss: whether the loss is needed.
  /// - Returns: the samples' summed loss, if wanted, and how many were right.
  func pass(
    over samples: Samples, _ parameters: Parameters<S>, gradient: Parameters<S>?, wantsLoss: Bool
  ) -> PassResult
}

/// Any network at work, with its workspace.
///
/// It holds the network's pass as a closure that is made where the network's type is known, and not
/// an existential: through that, Swift runs a generic type unspecialized.
struct Network<S: Scalar> {
  /// The network's tensors.
  let layout: ParameterLayout
  private let run: (Samples, Parameters<S>, Parameters<S>?, Bool) -> PassResult

  /// Takes a network.
  @inline(__always)
  init(_ network: some Passable<S>) {
    layout = network.layout
    run = { network.pass(over: $0, $1, gradient: $2, wantsLoss: $3) }
  }

  /// Runs samples through the network; see ``Passable/pass(over:_:gradient:wantsLoss:)``.
  func pass(
    over samples: Samples, _ parameters: Parameters<S>, gradient: Parameters<S>?, wantsLoss: Bool
  ) -> PassResult {
    run(samples, parameters, gradient, wantsLoss)
  }
}
