internal import RealModule

/// What ``Adam`` and ``AdamW`` share: they differ in the place of the decay.
protocol MomentRule: UpdateRule {
  /// η.
  var learningRate: Double { get set }
  /// β₁, the memory of the mean gradient.
  var beta1: Double { get set }
  /// β₂, the memory of the mean squared gradient.
  var beta2: Double { get set }
  /// ε, added to the root of the mean square.
  var epsilon: Double { get set }
  var decayBiases: Bool { get set }
  /// λ of a penalty that passes through both moments.
  var coupledPenalty: Double { get }
}

extension MomentRule {
  /// The keys, with that of the decay in its place.
  static func momentFields(decay: Field<Self>) -> [Field<Self>] {
    [
      Field("learning_rate", \.learningRate, required: true, allowed: .positive),
      decay,
      Field("beta1", \.beta1, allowed: .decayRate),
      Field("beta2", \.beta2, allowed: .decayRate),
      Field("epsilon", \.epsilon, allowed: .nonNegative),
      Field("decay_biases", \.decayBiases),
    ]
  }

  /// The running means of the gradient and of its square.
  var momentCount: Int { 2 }

  /// Takes a step, with constants computed in `Double` and rounded once.
  @inline(__always)
  func moveByMoments<S: Scalar>(_ step: UpdateStep<S>) {
    let t = step.number
    var constants = MomentStep(
      shrinkage: 1, penalty: 0, beta1: (S(beta1), S(1 - beta1)), beta2: (S(beta2), S(1 - beta2)),
      stepSize: S(learningRate * step.factor / (1 - Double.pow(beta1, t))),
      rootScale: S(1 / (1 - Double.pow(beta2, t)).squareRoot()), epsilon: S(epsilon))
    for run in step.runs {
      constants.shrinkage = S(run.decays ? 1 - decoupledDecay(factor: step.factor) : 1)
      constants.penalty = S(run.decays ? coupledPenalty : 0)
      constants(
        step.parameters, gradient: step.gradient, mean: step.moments[0], square: step.moments[1],
        in: run.range)
    }
  }
}
