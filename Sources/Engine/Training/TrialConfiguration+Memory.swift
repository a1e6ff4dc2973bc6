/// The memory that a trial takes, in bytes, as far as it grows with the numbers in its
/// configuration; estimated before any of it is allocated.
public struct TrialMemory: Hashable, Sendable {
  /// The samples: the whole, its split, and the orders in which they are drawn.
  public let samples: Double
  /// The parameters, and what is kept and worked with for each of them.
  public let parameters: Double
  /// The matrices that a pass works in.
  public let workspace: Double
  /// The evaluations.
  public let trajectory: Double

  /// All together.
  public var total: Double { samples + parameters + workspace + trajectory }

  /// Estimates the memory of a configuration on samples of some sizes.
  ///
  /// - Precondition: the network accepts the sizes.
  public init(_ configuration: TrialConfiguration, _ sizes: SampleSizes) {
    let precision: any Scalar.Type = configuration.precision == .float32 ? Float.self : Double.self
    let bytes = configuration.precision == .float32 ? 4.0 : 8.0
    let network = configuration.model.network

    let input =
      switch sizes.inputs {
      case .tokens(let columns, _): 4 * Double(columns)
      case .rows(let shape): 8 * Double(Double.padded(shape.count))
      }
    let target =
      switch sizes.targets {
      case .classes: 4.0
      case .values(let count): 8 * Double(Double.padded(count))
      }
    // Whole and split, and three orders of eight bytes; a batch with replacement may be larger.
    samples =
      Double(sizes.count) * (2 * (input + target) + 24)
      + Double(configuration.batch.size(of: 0)) * (input + target + 8)

    let tensors = network.tensors(sizes)
    let count = tensors.reduce(0) { $0 + Double(Float.padded($1.count)) }
    let kept =
      1 + configuration.optimizer.rule.momentCount
      + configuration.interventions.reduce(0) { $0 + $1.intervention.numbersPerParameter }
    // What is kept is copied to be written down; gradient, scratch, and the order of pruning.
    parameters = count * (bytes * Double(2 * kept + 2) + 12)

    workspace = network.workspace(sizes, precision: precision).reduce(0) {
      $0 + Double($1.count) * Double($1.rows) * Double(precision.padded($1.columns)) * bytes
    }
    // Five numbers, a list of norms with its header, and the step in a list and in a set.
    trajectory =
      configuration.evaluation.count(upTo: Double(configuration.steps))
      * Double(136 + 8 * tensors.count)
  }
}
