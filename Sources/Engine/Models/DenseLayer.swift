/// A layer `φ(x W + b)` over rows of numbers: any hidden layer but the first over tokens.
struct DenseLayer<S: Scalar> {
  private let activation: Activation
  private let weightName: String
  private let biasName: String
  /// Whether there is a bias.
  private let hasBias: Bool
  /// The bias `[1 × H]` and its gradient, where there is none.
  private let noBias: Matrix<S>
  private let unusedGradient: Matrix<S>

  /// Names the layer's tensors, `name.weight [fan-in × H]` and `name.bias [1 × H]`.
  init(_ name: String, _ configuration: PerceptronConfiguration) {
    activation = configuration.activation
    weightName = name + ".weight"
    biasName = name + ".bias"
    hasBias = configuration.biases
    noBias = Matrix(rows: 1, columns: configuration.width)
    unusedGradient = Matrix(rows: 1, columns: configuration.width)
  }

  /// Clears the bias's gradient, to which blocks add theirs.
  func begin(_ gradient: Parameters<S>) {
    if hasBias { fill(gradient[biasName], with: 0) }
  }

  /// Computes a block of hidden units, and their slopes if wanted.
  func forward(
    _ input: Matrix<S>, _ parameters: Parameters<S>, into hidden: Matrix<S>, slope: Matrix<S>?
  ) {
    multiply(input, by: parameters[weightName], into: hidden)
    let bias = hasBias ? parameters[biasName] : noBias
    activate(hidden, bias: bias, slope: slope, by: activation)
  }

  /// Takes the gradient of a block of hidden units.
  ///
  /// - Parameters:
  ///   - hidden: the gradient of the units; on return, of their pre-activations.
  ///   - slope: `φ′`.
  ///   - input: the layer's input. On return its gradient, if `wantsInputGradient`.
  ///   - parameters: the network's parameters.
  ///   - gradient: receives the gradient of the weights; blocks after the first are added.
  ///   - isFirstBlock: whether this is the first block.
  ///   - wantsInputGradient: whether a layer before this one needs it.
  func backward(
    _ hidden: Matrix<S>, slope: Matrix<S>, input: Matrix<S>, _ parameters: Parameters<S>,
    into gradient: Parameters<S>, isFirstBlock: Bool, wantsInputGradient: Bool
  ) {
    deactivate(
      hidden, slope: slope, biasGradient: hasBias ? gradient[biasName] : unusedGradient)
    multiply(
      input, .transposed, by: hidden, into: gradient[weightName], accumulating: !isFirstBlock)
    if wantsInputGradient {
      multiply(hidden, by: parameters[weightName], .transposed, into: input)
    }
  }
}
