/// A layer `φ(x W + b)` over rows of numbers: any hidden layer but the first over tokens.
struct DenseLayer<S: Scalar> {
  private let activation: Activation
  private let tensors: PerceptronLayout.Layer

  /// Takes the layer's tensors, `W [fan-in × H]` and `b [1 × H]`.
  init(_ tensors: PerceptronLayout.Layer, _ activation: Activation) {
    (self.tensors, self.activation) = (tensors, activation)
  }

  /// Clears the bias's gradient, to which blocks add theirs.
  func begin(_ gradient: Parameters<S>) {
    if let bias = tensors.bias { fill(gradient.tensors[bias], with: 0) }
  }

  /// Computes a block of hidden units, and their slopes if wanted.
  func forward(
    _ input: Matrix<S>, _ parameters: Parameters<S>, into hidden: Matrix<S>, slope: Matrix<S>?
  ) {
    multiply(input, by: parameters.tensors[tensors.weight], into: hidden)
    activate(
      hidden, bias: parameters.bias(tensors.bias, columns: hidden.columns), slope: slope,
      by: activation)
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
    activateBackward(
      hidden, slope: slope,
      biasGradient: gradient.bias(tensors.bias, columns: hidden.columns))
    multiply(
      input, .transposed, by: hidden, into: gradient.tensors[tensors.weight],
      accumulating: !isFirstBlock)
    if wantsInputGradient {
      multiply(hidden, by: parameters.tensors[tensors.weight], .transposed, into: input)
    }
  }
}
