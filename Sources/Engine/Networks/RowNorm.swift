/// A layer norm over the rows of a block, with what its way back needs.
struct RowNorm<S: Scalar> {
  private let tensors: TransformerLayout.Norm
  private let standardized: Matrix<S>
  private let scales: Matrix<S>
  /// ε of `torch.nn.LayerNorm`.
  private static var epsilon: S { 1e-5 }

  /// Makes the workspace for up to `rows` rows.
  init(_ tensors: TransformerLayout.Norm, rows: Int, width: Int) {
    self.tensors = tensors
    standardized = Matrix(rows: rows, columns: width)
    scales = Matrix(rows: 1, columns: rows)
  }

  /// Normalizes rows; the output may be the input.
  func forward(_ input: Matrix<S>, _ parameters: Parameters<S>, into output: Matrix<S>) {
    normalize(
      input, gain: parameters.tensors[tensors.gain], bias: parameters.tensors[tensors.bias],
      epsilon: Self.epsilon, into: output, standardized: standardized.rows(0..<input.rows),
      scales: scales)
  }

  /// Takes the gradient of the output to that of the input; both may be one.
  func backward(
    _ outputGradient: Matrix<S>, _ parameters: Parameters<S>, gradient: Parameters<S>,
    into target: Matrix<S>, accumulating: Bool = false
  ) {
    normalizeBackward(
      outputGradient, gain: parameters.tensors[tensors.gain],
      standardized: standardized.rows(0..<outputGradient.rows), scales: scales,
      gainGradient: gradient.tensors[tensors.gain], biasGradient: gradient.tensors[tensors.bias],
      into: target, accumulating: accumulating)
  }
}
