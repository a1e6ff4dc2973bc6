/// The network of ``PerceptronConfiguration``, with its workspace.
///
/// The first layer is a table: `x W₁ = U[a] + V[b]` needs one row of `U` and `V` for each token, so
/// its products have p rows instead of one for each sample, and their gradients are scattered back
/// to p rows before they meet `W₁` (see ``gather(_:_:_:into:slope:through:)``). Samples pass in
/// blocks whose activations stay in the second-level cache.
struct Perceptron<S: Scalar> {
  let layout: ParameterLayout
  private let configuration: PerceptronConfiguration
  private let vocabulary: Int

  /// The token table `[2p × H]`: `U + b₁`, then `V`.
  private let table: Matrix<S>
  private let tableGradient: Matrix<S>
  /// Values φ `[block × H]`, and later their gradient.
  private let hidden: Matrix<S>
  /// Slopes φ′ `[block × H]`.
  private let slope: Matrix<S>
  private let readout: Readout<S>

  init(
    _ configuration: PerceptronConfiguration, objective: Objective, vocabulary: Int, classes: Int
  ) {
    self.configuration = configuration
    self.vocabulary = vocabulary
    layout = Self.layout(configuration, vocabulary: vocabulary, classes: classes)

    let width = configuration.width
    // A quarter megabyte of Float activations, with slopes and logits well inside a second-level
    // cache of one megabyte; 128 rows keep a matrix product at its full rate.
    let block = max(128, 65_536 / S.padded(width) / 16 * 16)
    table = Matrix(rows: 2 * vocabulary, columns: width)
    tableGradient = Matrix(rows: 2 * vocabulary, columns: width)
    hidden = Matrix(rows: block, columns: width)
    slope = Matrix(rows: block, columns: width)
    readout = Readout(objective, block: block, classes: classes)
  }

  private static func layout(
    _ configuration: PerceptronConfiguration, vocabulary: Int, classes: Int
  ) -> ParameterLayout {
    let width = configuration.width
    let embedding = configuration.embedding
    let inputs = 2 * (embedding ?? vocabulary)
    let lookup = embedding.map {
      Tensor(name: "embedding", rows: vocabulary, columns: $0, role: .weight, fanIn: $0)
    }
    return ParameterLayout(
      [lookup].compactMap(\.self) + [
        Tensor(name: "hidden.weight", rows: inputs, columns: width, role: .weight, fanIn: inputs),
        Tensor(name: "hidden.bias", rows: 1, columns: width, role: .bias, fanIn: inputs),
      ] + Readout<S>.tensors(width: width, classes: classes))
  }

  /// Runs samples through the network; see ``Network/pass(over:_:gradient:wantsLoss:)``.
  func pass(
    over samples: Samples, _ parameters: Parameters<S>, gradient: Parameters<S>?, wantsLoss: Bool
  ) -> PassResult {
    fillTable(parameters)
    readout.begin(parameters)
    if gradient != nil { fill(tableGradient, with: 0) }

    var result = PassResult()
    var start = 0
    while start < samples.count {
      let range = start..<min(start + hidden.rows, samples.count)
      let hidden = hidden.rows(0..<range.count)
      let slope = slope.rows(0..<range.count)
      activate(samples, range, into: hidden, slope: gradient == nil ? nil : slope)
      result += readout.pass(
        hidden, samples, range, parameters, gradient: gradient, wantsLoss: wantsLoss)
      if gradient != nil { scatter(hidden, slope: slope, samples, range, into: tableGradient) }
      start = range.upperBound
    }

    if let gradient {
      readout.end(gradient)
      spreadTableGradient(parameters, into: gradient)
    }
    return result
  }

  private func activate(
    _ samples: Samples, _ range: Range<Int>, into hidden: Matrix<S>, slope: Matrix<S>?
  ) {
    switch configuration.activation {
    case .relu: gather(table, samples, range, into: hidden, slope: slope, through: Rectifier.self)
    case .gelu:
      gather(table, samples, range, into: hidden, slope: slope, through: GaussianErrorLinear.self)
    case .quadratic:
      gather(table, samples, range, into: hidden, slope: slope, through: Square.self)
    }
  }

  /// `U = E W₁[0 ..< d] + b₁` and `V = E W₁[d ..< 2d]`; with two-hot input, `W₁`'s own rows.
  private func fillTable(_ parameters: Parameters<S>) {
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
    add(row: parameters["hidden.bias"], toEachRowOf: first)
  }

  /// The adjoint of `fillTable`.
  private func spreadTableGradient(_ parameters: Parameters<S>, into gradient: Parameters<S>) {
    let first = tableGradient.rows(0..<vocabulary)
    let second = tableGradient.rows(vocabulary..<2 * vocabulary)
    sumRows(of: first, into: gradient["hidden.bias"])
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
