/// The first layer of a perceptron over a pair of tokens, with its workspace.
///
/// Each token is computed once: `x W₁ = U[a] + V[b]` needs one row of `U` and `V` for each token, so
/// that its products have p rows instead of one for each sample, and their gradients are added up
/// over p rows before they meet `W₁` (see ``gatherUnits(_:_:into:slope:by:)``).
struct TokenLayer<S: Scalar> {
  private let tensors: PerceptronLayout
  private let activation: Activation
  private let vocabulary: Int
  /// What each token contributes, `[2p × H]`: `U + b₁`, then `V`.
  private let lookup: Matrix<S>
  private let lookupGradient: Matrix<S>

  init(_ tensors: PerceptronLayout, _ activation: Activation, vocabulary: Int, width: Int) {
    (self.tensors, self.activation, self.vocabulary) = (tensors, activation, vocabulary)
    lookup = Matrix(rows: 2 * vocabulary, columns: width)
    lookupGradient = Matrix(rows: 2 * vocabulary, columns: width)
  }

  private var layer: PerceptronLayout.Layer { tensors.hidden[0] }

  /// Takes over the parameters, before the first block:
  /// `U = E W₁[0 ..< d] + b₁` and `V = E W₁[d ..< 2d]`; with two-hot input, `W₁`'s own rows.
  func begin(_ parameters: Parameters<S>, wantsGradient: Bool) {
    let weight = parameters.tensors[layer.weight]
    let first = lookup.rows(0..<vocabulary)
    if let embedding = tensors.embedding.map({ parameters.tensors[$0] }) {
      multiply(embedding, by: weight.rows(0..<embedding.columns), into: first)
      multiply(
        embedding, by: weight.rows(embedding.columns..<2 * embedding.columns),
        into: lookup.rows(vocabulary..<2 * vocabulary))
    } else {
      assign(weight, to: lookup)
    }
    if let bias = layer.bias { add(row: parameters.tensors[bias], toEachRowOf: first) }
    if wantsGradient { fill(lookupGradient, with: 0) }
  }

  /// Computes a block of hidden units, and their slopes if wanted.
  func forward(_ tokens: TokenPairs, into hidden: Matrix<S>, slope: Matrix<S>?) {
    gatherUnits(lookup, tokens, into: hidden, slope: slope, by: activation)
  }

  /// Takes the gradient of a block of hidden units.
  func backward(_ gradient: Matrix<S>, slope: Matrix<S>, _ tokens: TokenPairs) {
    gatherUnitsBackward(gradient, slope: slope, tokens, into: lookupGradient)
  }

  /// Hands over the gradient, after the last block: the way back of `begin`.
  func end(_ parameters: Parameters<S>, into gradient: Parameters<S>) {
    let first = lookupGradient.rows(0..<vocabulary)
    let second = lookupGradient.rows(vocabulary..<2 * vocabulary)
    if let bias = layer.bias { sumRows(of: first, into: gradient.tensors[bias]) }
    let weightGradient = gradient.tensors[layer.weight]
    guard let index = tensors.embedding else { return assign(lookupGradient, to: weightGradient) }
    let embedding = parameters.tensors[index]
    let (upper, lower) = (0..<embedding.columns, embedding.columns..<2 * embedding.columns)
    let weight = parameters.tensors[layer.weight]
    multiply(embedding, .transposed, by: first, into: weightGradient.rows(upper))
    multiply(embedding, .transposed, by: second, into: weightGradient.rows(lower))
    multiply(first, by: weight.rows(upper), .transposed, into: gradient.tensors[index])
    multiply(
      second, by: weight.rows(lower), .transposed, into: gradient.tensors[index],
      accumulating: true)
  }
}
