/// Muon: momentum whose steps are orthogonalized, for hidden matrices.
///
/// Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks", in the form of
/// their released code:
/// ```
/// M ← μ M + (1 − μ) G
/// N = (1 − μ) G + μ M        with Nesterov's momentum, otherwise M
/// W ← (1 − ηλ) W − η √max(1, out / in) NewtonSchulz(N)
/// ```
/// See ``NewtonSchulz``. Muon takes the hidden matrices over and leaves embeddings, positions,
/// read-out, biases and gains to the experiment's update rule, as its authors do with AdamW. A
/// matrix is `[in × out]` here and transposed in PyTorch. Theirs runs in bfloat16, ours in the
/// trial's precision.
public struct Muon: InterventionConfiguration {
  static let kind = "muon"

  /// η.
  public var learningRate = 0.02
  /// λ; a step shrinks a hidden matrix by `ηλ` of itself.
  public var weightDecay = 0.0
  /// μ.
  public var momentum = 0.95
  /// Whether momentum looks one step ahead.
  public var nesterov = true
  /// The number of Newton-Schulz iterations.
  public var iterations = 5

  /// The authors' constants.
  public init() {}

  /// The keys of `muon`.
  public static let fields: [Field<Self>] = [
    Field("learning_rate", \.learningRate, required: true, allowed: .positive),
    Field("weight_decay", \.weightDecay, required: true, allowed: .nonNegative),
    Field("momentum", \.momentum, allowed: .decayRate),
    Field("nesterov", \.nesterov),
    Field("iterations", \.iterations, allowed: .within(1...100)),
  ]
}

/// ``Muon`` at work.
struct MuonRule<S: Scalar>: Intervening {
  private let constants: Muon
  /// The momentum M; unused where a tensor is no hidden matrix.
  private let momentum: Parameters<S>
  /// The iteration for each tensor that is taken over.
  private let iterations: [NewtonSchulz<S>?]

  init(_ constants: Muon, _ layout: ParameterLayout) {
    self.constants = constants
    momentum = Parameters(layout)
    iterations = layout.tensors.map {
      $0.isHiddenMatrix ? NewtonSchulz(rows: $0.rows, columns: $0.columns) : nil
    }
  }

  var memory: [any CarriedMemory] {
    zip(momentum.tensors, iterations).compactMap { tensor, iteration in
      iteration == nil ? nil : tensor
    }
  }

  func takesOver(_ tensor: Tensor) -> Bool { tensor.isHiddenMatrix }

  func update(_ parameters: Parameters<S>, gradient: Parameters<S>, factor: Double) {
    let rate = constants.learningRate * factor
    let (keeping, taking) = (S(constants.momentum), S(1 - constants.momentum))
    for (index, iteration) in iterations.enumerated() {
      guard let iteration else { continue }
      let (g, m) = (gradient.flat(index), momentum.flat(index))
      combine(g, times: taking, into: m, times: keeping)
      if constants.nesterov {
        combine(m, times: keeping, into: g, times: taking)
      } else {
        assign(m, to: g)
      }
      let matrix = gradient.tensors[index]
      iteration(matrix, iterations: constants.iterations)
      let stretch = max(1, Double(matrix.columns) / Double(matrix.rows)).squareRoot()
      combine(
        g, times: S(-rate * stretch), into: parameters.flat(index),
        times: S(1 - rate * constants.weightDecay))
    }
  }
}

extension Muon {
  var movesHiddenMatrices: Bool { true }

  var decoupledDecay: Double { learningRate * weightDecay }

  /// The momentum, and four matrices of the iteration.
  var numbersPerParameter: Int { 5 }

  func intervention(_ layout: ParameterLayout, _: Float.Type) -> Intervention<Float> {
    Intervention(MuonRule(self, layout))
  }

  func intervention(_ layout: ParameterLayout, _: Double.Type) -> Intervention<Double> {
    Intervention(MuonRule(self, layout))
  }
}
