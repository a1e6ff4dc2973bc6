/// Gradient descent with momentum and weight decay.
///
/// In the form of `torch.optim.SGD` without dampening:
/// ```
/// g ← g + λ θ          if the decay is coupled
/// θ ← (1 − ηλ) θ       if it is decoupled
/// b ← μ b + g          (b = g at the first step)
/// θ ← θ − η b          or  θ ← θ − η (g + μ b)  with Nesterov's momentum
/// ```
/// Decoupled decay is that of Loshchilov & Hutter 2019, arXiv:1711.05101, Algorithm 1.
public struct SGD: UpdateRule {
  static let kind = "sgd"

  /// How weight decay enters the update.
  public enum Decay: String, ConfigurationChoice {
    /// Added to the gradient: the L2 penalty `λ‖θ‖²/2`.
    case coupled
    /// Applied to the parameters apart from the gradient.
    case decoupled
  }

  /// η.
  public var learningRate = 1e-2
  /// λ.
  public var weightDecay = 0.0
  /// μ.
  public var momentum = 0.0
  /// Whether momentum looks one step ahead.
  ///
  /// Sutskever et al. 2013, ICML, section 2, in PyTorch's form.
  public var nesterov = false
  /// How λ enters.
  public var decay = Decay.coupled
  /// Whether biases and the gains of layer norms decay too.
  public var decayBiases = false

  /// Plain gradient descent.
  public init() {}

  /// The keys of `sgd`.
  public static let fields: [Field<Self>] = [
    Field("learning_rate", \.learningRate, required: true, allowed: .positive),
    Field("weight_decay", \.weightDecay, required: true, allowed: .nonNegative),
    Field("momentum", \.momentum, allowed: .decayRate),
    Field("nesterov", \.nesterov, omittedWhen: false),
    Field("decay", \.decay),
    Field("decay_biases", \.decayBiases),
  ]

  /// Checks that Nesterov's momentum has some to look ahead with.
  public func checkTogether(
    _ node: ConfigurationNode, at path: String
  ) throws(ConfigurationError) {
    guard !nesterov || momentum > 0 else {
      throw ConfigurationError(
        path: path + ".nesterov", line: node["nesterov"]?.line,
        problem: .contradiction(value: "true", reason: "momentum is 0"))
    }
  }
}

extension SGD {
  /// The velocity.
  var momentCount: Int { 1 }

  func decoupledDecay(factor: Double) -> Double {
    decay == .decoupled ? learningRate * factor * weightDecay : 0
  }

  func update(_ step: UpdateStep<Float>) { move(step) }
  func update(_ step: UpdateStep<Double>) { move(step) }

  /// Takes a step, with constants computed in `Double` and rounded once.
  @inline(__always)
  private func move<S: Scalar>(_ step: UpdateStep<S>) {
    var constants = SGDStep(
      shrinkage: 1, penalty: 0, momentum: S(step.number == 1 ? 0 : momentum),
      lookAhead: nesterov ? S(momentum) : nil, learningRate: S(learningRate * step.factor))
    for run in step.runs {
      constants.shrinkage = S(run.decays ? 1 - decoupledDecay(factor: step.factor) : 1)
      constants.penalty = S(run.decays && decay == .coupled ? weightDecay : 0)
      constants(
        step.parameters, gradient: step.gradient, velocity: step.moments[0], in: run.range)
    }
  }
}
