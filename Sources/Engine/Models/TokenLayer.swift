/// The first layer of a perceptron over a pair of tokens, with its workspace.
///
/// It is a table: `x W₁ = U[a] + V[b]` needs one row of `U` and `V` for each token, so its products
/// have p rows instead of one for each sample, and their gradients are scattered back to p rows
/// before they meet `W₁` (see ``gather(_:_:_:into:slope:through:)``).
struct TokenLayer<S: Scalar> {
  private let configuration: PerceptronConfiguration
  private let vocabulary: Int
  /// The token table `[2p × H]`: `U + b₁`, then `V`.
  private let table: Matrix<S>
  private let tableGradient: Matrix<S>

  init(_ configuration: PerceptronConfiguration, vocabulary: Int) {
    self.configuration = configuration
    self.vocabulary = vocabulary
    table = Matrix(rows: 2 * vocabulary, columns: configuration.width)
    tableGradient = Matrix(rows: 2 * vocabulary, columns: configuration.width)
  }

  /// Takes over the parameters, before the first block:
  /// `U = E W₁[0 ..< d] + b₁` and `V = E W₁[d ..< 2d]`; with two-hot input, `W₁`'s own rows.
  func begin(_ parameters: Parameters<S>, wantsGradient: Bool) {
    let weight = parameters["hidden.weight"]
    let first = table.rows(0..<vocabulary)
    if configuration.input == .embedding {
      let embedding = parameters["embedding"]
      multiply(embedding, by: weight.rows(0..<embedding.columns), into: first)
      multiply(
        embedding, by: weight.rows(embedding.columns..<2 * embedding.columns),
        into: table.rows(vocabulary..<2 * vocabulary))
    } else {
      assign(weight, to: table)
    }
    if configuration.biases { add(row: parameters["hidden.bias"], toEachRowOf: first) }
    if wantsGradient { fill(tableGradient, with: 0) }
  }

  /// Computes a block of hidden units, and their slopes if wanted.
  func forward(
    _ samples: Samples, _ range: Range<Int>, into hidden: Matrix<S>, slope: Matrix<S>?
  ) {
    switch configuration.activation {
    case .relu: gather(table, samples, range, into: hidden, slope: slope, through: Rectifier.self)
    case .gelu:
      gather(table, samples, range, into: hidden, slope: slope, through: GaussianErrorLinear.self)
    case .quadratic:
      gather(table, samples, range, into: hidden, slope: slope, through: Square.self)
    case .tanh:
      gather(table, samples, range, into: hidden, slope: slope, through: HyperbolicTangent.self)
    }
  }

  /// Takes the gradient of a block of hidden units.
  func backward(
    _ gradient: Matrix<S>, slope: Matrix<S>, _ samples: Samples, _ range: Range<Int>
  ) {
    scatter(gradient, slope: slope, samples, range, into: tableGradient)
  }

  /// Hands over the gradient, after the last block: the adjoint of `begin`.
  func end(_ parameters: Parameters<S>, into gradient: Parameters<S>) {
    let first = tableGradient.rows(0..<vocabulary)
    let second = tableGradient.rows(vocabulary..<2 * vocabulary)
    if configuration.biases { sumRows(of: first, into: gradient["hidden.bias"]) }
    guard configuration.input == .embedding else {
      return assign(tableGradient, to: gradient["hidden.weight"])
    }
    let embedding = parameters["embedding"]
    let (upper, lower) = (0..<embedding.columns, embedding.columns..<2 * embedding.columns)
    let weight = parameters["hidden.weight"]
    let weightGradient = gradient["hidden.weight"]
    multiply(embedding, .transposed, by: first, into: weightGradient.rows(upper))
    multiply(embedding, .transposed, by: second, into: weightGradient.rows(lower))
    multiply(first, by: weight.rows(upper), .transposed, into: gradient["embedding"])
    multiply(
      second, by: weight.rows(lower), .transposed, into: gradient["embedding"], accumulating: true)
  }
}
