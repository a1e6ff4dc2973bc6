internal import RealModule

/// An update rule with its memory of past gradients.
struct Optimizer<S: Scalar> {
  private let rule: OptimizerKind
  /// The running mean of the gradient, or the velocity.
  private let mean: Parameters<S>
  /// The running mean of the squared gradient; unused by gradient descent.
  private let square: Parameters<S>
  /// The number of steps taken.
  private var steps = 0

  /// A rule that has seen no gradient yet.
  init(_ rule: OptimizerKind, layout: ParameterLayout) {
    self.rule = rule
    mean = Parameters(layout)
    square = Parameters(layout)
  }

  /// Takes one step.
  mutating func update(_ parameters: Parameters<S>, gradient: Parameters<S>) {
    steps += 1
    for (index, tensor) in parameters.layout.tensors.enumerated() {
      let range = parameters.range(of: index)
      switch rule {
      case .adamW(let rule):
        rule.step(steps, decaying: tensor.role == .weight || rule.decayBiases)(
          parameters.flat, gradient: gradient.flat, mean: mean.flat, square: square.flat, in: range)
      case .sgd(let rule):
        rule.step(steps, decaying: tensor.role == .weight || rule.decayBiases)(
          parameters.flat, gradient: gradient.flat, velocity: mean.flat, in: range)
      }
    }
  }
}

extension AdamW {
  /// The constants of step `t`, counted from 1, computed in `Double` and rounded once.
  fileprivate func step<S: Scalar>(_ t: Int, decaying: Bool) -> AdamWStep<S> {
    AdamWStep(
      shrinkage: S(decaying ? 1 - learningRate * weightDecay : 1),
      beta1: (S(beta1), S(1 - beta1)), beta2: (S(beta2), S(1 - beta2)),
      stepSize: S(learningRate / (1 - Double.pow(beta1, t))),
      rootScale: S(1 / (1 - Double.pow(beta2, t)).squareRoot()),
      epsilon: S(epsilon))
  }
}

extension SGD {
  /// The constants of step `t`, counted from 1.
  fileprivate func step<S: Scalar>(_ t: Int, decaying: Bool) -> SGDStep<S> {
    let rate = decaying ? weightDecay : 0
    return SGDStep(
      shrinkage: S(decay == .decoupled ? 1 - learningRate * rate : 1),
      penalty: S(decay == .coupled ? rate : 0), momentum: S(t == 1 ? 0 : momentum),
      learningRate: S(learningRate))
  }
}
