/// An update rule.
protocol UpdateRule: Configurable {
  /// The word that selects the rule in an experiment file.
  static var kind: String { get }

  /// How many numbers the rule keeps for each parameter, besides it.
  var momentCount: Int { get }
  /// Whether biases and gains decay, or are penalized, too.
  var decayBiases: Bool { get }
  /// ηλ where decay is decoupled, otherwise 0: what a step takes off each decayed parameter, as a
  /// share of it, with the schedule's factor on η.
  func decoupledDecay(factor: Double) -> Double

  /// Takes a step; one for each precision, so that the compiler specializes it.
  func update(_ step: UpdateStep<Float>)
  func update(_ step: UpdateStep<Double>)
}

/// One step of an update rule over runs of a flat buffer.
struct UpdateStep<S: Scalar> {
  /// Parameters that are alike to a rule, as a part of the flat buffer.
  struct Run {
    let range: Range<Int>
    /// Whether they decay.
    let decays: Bool
  }

  /// The number of the step, counted from 1.
  let number: Int
  /// The schedule's factor on the rate.
  let factor: Double
  let parameters: Matrix<S>
  let gradient: Matrix<S>
  /// What the rule keeps, each like the parameters.
  let moments: [Matrix<S>]
  let runs: [Run]
}
