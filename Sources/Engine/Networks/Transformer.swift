/// The network of ``TransformerConfiguration``, with its workspace.
///
/// Only the last position is read out, and rows are computed once for each value that decides them:
/// - The first layer's queries, keys, values and scores are computed once a token; see
///   ``TokenVectors``. A sample gathers a few scores and mixes a few rows.
/// - With one layer, the feed-forward part and the read-out see one row for each sample.
/// - With two causal layers, what stands before `b` depends on `a` alone and has p rows in the
///   first layer; the second layer has one query for each sample.
struct Transformer<S: Scalar>: Passable {
  /// A position of the first layer.
  private struct Position {
    let attention: FirstAttention<S>
    let rows: LayerRows<S>
    /// Whether its rows are those of tokens and not of samples.
    let isShared: Bool
  }

  let layout: ParameterLayout
  private let vectors: TokenVectors<S>
  /// The positions of the first layer that are needed: the last one, or all.
  private let positions: [Position]
  /// The second layer at the last position.
  private let second: (attention: SecondAttention<S>, rows: LayerRows<S>)?
  private let finalNorm: RowNorm<S>?
  private let readout: Readout<S>
  private let blocks: Blocks
  /// Every token as a row of its own.
  private let tokenRows: BlockRows

  init(_ configuration: TransformerConfiguration, _ sizes: SampleSizes, _ objective: Objective<S>) {
    let shape = TransformerShape(configuration, sizes, lanes: S.lanes)
    let (sequence, block) = (shape.sequence, shape.blocks.size)
    let tensors = TransformerLayout(configuration, sequence, outputs: shape.outputs)
    layout = ParameterLayout(tensors.tensors)
    blocks = shape.blocks
    let vectors = TokenVectors<S>(configuration, tensors, sequence)
    self.vectors = vectors
    positions = shape.positions.map { position in
      Position(
        attention: FirstAttention(vectors, at: position),
        rows: LayerRows(configuration, tensors.layers[0], rows: position.rows),
        isShared: position.dependence != .both)
    }
    second =
      configuration.layers == 1
      ? nil
      : (
        SecondAttention(
          configuration, tensors.layers[1],
          sources: shape.positions.map { ($0.dependence, $0.rows) }, block: block),
        LayerRows(configuration, tensors.layers[1], rows: block)
      )
    finalNorm = tensors.finalNorm.map { RowNorm($0, rows: block, width: configuration.width) }
    readout = Readout(objective, layout, block: block, outputs: shape.outputs)
    let count = max(block, shape.vocabulary)
    let own = RowMap(indices: (0..<Int32(count)).map(\.self), start: 0)
    let constant = RowMap(indices: [Int32](repeating: 0, count: count), start: 0)
    tokenRows = BlockRows(
      count: shape.vocabulary, first: own, second: constant, constant: constant, own: own)
  }

  func pass(
    over samples: Samples, _ parameters: Parameters<S>, gradient: Parameters<S>?, wantsLoss: Bool
  ) -> PassResult {
    guard case .tokens(let columns, _) = samples.inputs else {
      preconditionFailure("a transformer reads tokens")
    }
    vectors.fill(parameters)
    for position in positions { position.attention.begin(vectors) }
    if let gradient { fill(gradient.flat, with: 0) }
    readout.begin(gradient)
    let wantsGradient = gradient != nil
    for index in positions.indices where positions[index].isShared {
      forward(index, tokenRows, parameters, wantsGradient: wantsGradient)
    }

    let result = blocks.pass(over: samples.count) { range in
      let rows = BlockRows(
        count: range.count, first: RowMap(indices: columns[0], start: range.lowerBound),
        second: RowMap(indices: columns[1], start: range.lowerBound),
        constant: tokenRows.constant, own: tokenRows.own)
      let output = forward(rows, parameters, wantsGradient: wantsGradient)
      let result = readout.pass(
        output, samples, range, parameters, gradient: gradient, wantsLoss: wantsLoss)
      if let gradient { backward(output, rows, parameters, gradient: gradient) }
      return result
    }

    if let gradient {
      for index in positions.indices where positions[index].isShared {
        backward(index, tokenRows, parameters, gradient: gradient)
      }
      for position in positions { position.attention.end(vectors) }
      vectors.backward(parameters, into: gradient)
    }
    return result
  }

  /// Computes what is read out, `[rows × d]`.
  private func forward(
    _ rows: BlockRows, _ parameters: Parameters<S>, wantsGradient: Bool
  ) -> Matrix<S> {
    for index in positions.indices where !positions[index].isShared {
      forward(index, rows, parameters, wantsGradient: wantsGradient)
    }
    let last = positions[positions.count - 1].rows
    if let second {
      second.attention.forward(rows, from: last.output, parameters, into: second.rows.stream)
      second.rows.forward(rows.count, parameters, wantsGradient: wantsGradient)
    }
    let output = (second?.rows ?? last).output.rows(0..<rows.count)
    finalNorm?.forward(output, parameters, into: output)
    return output
  }

  /// Takes the gradient of what is read out back to the token vectors.
  private func backward(
    _ output: Matrix<S>, _ rows: BlockRows, _ parameters: Parameters<S>, gradient: Parameters<S>
  ) {
    finalNorm?.backward(output, parameters, gradient: gradient, into: output)
    if let second {
      second.rows.backward(rows.count, parameters, gradient: gradient)
      second.attention.backward(
        second.rows.output, rows, parameters, gradient: gradient)
    }
    for index in positions.indices where !positions[index].isShared {
      backward(index, rows, parameters, gradient: gradient)
    }
  }

  /// Takes a position through the first layer, and to the second layer's keys and values.
  private func forward(
    _ index: Int, _ rows: BlockRows, _ parameters: Parameters<S>, wantsGradient: Bool
  ) {
    let position = positions[index]
    position.attention.forward(rows, vectors, parameters, into: position.rows.stream)
    position.rows.forward(rows.count, parameters, wantsGradient: wantsGradient)
    second?.attention.fill(index, rows.count, from: position.rows.output, parameters)
  }

  /// Takes a position's gradient back through the first layer.
  private func backward(
    _ index: Int, _ rows: BlockRows, _ parameters: Parameters<S>, gradient: Parameters<S>
  ) {
    let position = positions[index]
    if let second {
      second.attention.fillBackward(
        index, rows.count, into: position.rows.output, residual: second.rows.output, parameters,
        gradient: gradient)
    }
    position.rows.backward(rows.count, parameters, gradient: gradient)
    position.attention.backward(position.rows.output, rows, vectors)
  }
}

extension TransformerConfiguration: NetworkConfiguration {
  static let kind = "transformer"

  /// Pairs of tokens; where outputs are tokens, classes must be, too.
  func accept(_ sizes: SampleSizes) throws(Refusal) {
    guard case .tokens(let columns, let vocabulary) = sizes.inputs else {
      throw Refusal(
        value: Self.kind,
        reason: "the task's inputs are rows of numbers, which need a perceptron with input: dense")
    }
    guard columns == 2 else {
      throw Refusal(value: Self.kind, reason: "it reads two tokens, and a sample has \(columns)")
    }
    guard sizes.targets.count != vocabulary else { return }
    let reason = "the task has \(vocabulary) tokens and \(sizes.targets.count) outputs; use "
    if outputs == .vocabulary {
      throw Refusal(key: "outputs", value: outputs.rawValue, reason: reason + "outputs: classes")
    }
    if readout == .tied {
      throw Refusal(key: "read_out", value: readout.rawValue, reason: reason + "read_out: untied")
    }
  }

  func tensors(_ sizes: SampleSizes) -> [Tensor] {
    let shape = TransformerShape(self, sizes, lanes: Float.lanes)
    return TransformerLayout(self, shape.sequence, outputs: shape.outputs).tensors
  }

  /// The feed-forward parts and the read-out with a row for each sample, and the small products of
  /// the token vectors; with two layers also the second one's attention.
  func products(_ sizes: SampleSizes, samples: Int) -> [UnavoidableProduct] {
    let shape = TransformerShape(self, sizes, lanes: Float.lanes)
    func square(_ rows: Int) -> UnavoidableProduct {
      UnavoidableProduct(rows: rows, inputs: width, outputs: width)
    }
    func feedForwardPart(_ rows: Int) -> [UnavoidableProduct] {
      [
        UnavoidableProduct(rows: rows, inputs: width, outputs: feedForward),
        UnavoidableProduct(rows: rows, inputs: feedForward, outputs: width),
      ]
    }
    // Keys, values and what the values contribute, then the queries.
    let tokens = (0..<shape.sequence.length).map { shape.sequence.tokens(at: $0).count }
    var products = [UnavoidableProduct](repeating: square(tokens.reduce(0, +)), count: 3)
    products += shape.positions.map { square(tokens[$0.index]) }
    for position in shape.positions {
      let rows = position.dependence == .both ? samples : position.rows
      products += feedForwardPart(rows)
      if layers == 2 { products += [square(rows), square(rows)] }
    }
    if layers == 2 { products += [square(samples), square(samples)] + feedForwardPart(samples) }
    return products + [UnavoidableProduct(rows: samples, inputs: width, outputs: shape.outputs)]
  }

  func workspace(_ sizes: SampleSizes, precision: any Scalar.Type) -> [MatrixSize] {
    let shape = TransformerShape(self, sizes, lanes: precision.lanes)
    let block = shape.blocks.size
    let tokens = (0..<shape.sequence.length).map { shape.sequence.tokens(at: $0).count }
    let headColumns = heads * precision.padded(width / heads)
    let all = tokens.reduce(0, +)
    // Vectors, heads and contributions of tokens, with their gradients.
    var matrices = [
      MatrixSize(rows: all, columns: width, count: 5),
      MatrixSize(rows: all, columns: headColumns, count: 6),
      MatrixSize(rows: all, columns: heads * precision.padded(width), count: 2),
      MatrixSize(rows: block, columns: shape.outputs),
    ]
    for position in shape.positions {
      matrices += (0..<position.sources).map {
        MatrixSize(rows: tokens[position.index] * heads, columns: tokens[$0], count: 2)
      }
      matrices.append(MatrixSize(rows: position.sources * heads, columns: position.rows, count: 2))
      matrices += layerRows(position.rows)
      if layers == 2 {
        matrices += [
          MatrixSize(rows: position.rows, columns: headColumns, count: 4),
          MatrixSize(rows: position.rows, columns: width, count: 2),
        ]
      }
    }
    if layers == 2 {
      matrices += layerRows(block)
      matrices.append(MatrixSize(rows: block, columns: headColumns, count: 4))
    }
    return matrices
  }

  private func layerRows(_ rows: Int) -> [MatrixSize] {
    [
      MatrixSize(rows: rows, columns: width, count: 5),
      MatrixSize(rows: rows, columns: feedForward, count: 2),
    ]
  }

  func network(_ sizes: SampleSizes, _ objective: Objective<Float>) -> Network<Float> {
    Network(Transformer(self, sizes, objective))
  }

  func network(_ sizes: SampleSizes, _ objective: Objective<Double>) -> Network<Double> {
    Network(Transformer(self, sizes, objective))
  }
}
