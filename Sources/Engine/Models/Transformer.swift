/// The network of ``TransformerConfiguration``, with its workspace.
///
/// Only the last position is read out, and rows are computed once for each value that decides them:
/// - The first layer's queries, keys, values and scores are tables over tokens; see
///   ``TokenTables``. A sample gathers a few scores and mixes a few rows.
/// - With one layer, the feed-forward part and the read-out see one row for each sample.
/// - With two causal layers, what stands before `b` depends on `a` alone and has p rows in the
///   first layer; the second layer has one query for each sample.
///
/// Samples pass in blocks whose activations stay in the second-level cache.
struct Transformer<S: Scalar> {
  /// A position of the first layer.
  private struct Position {
    let attention: FirstAttention<S>
    let rows: LayerRows<S>
    var isShared: Bool { attention.dependence != .both }
  }

  private let tensors: TransformerLayout
  private let tables: TokenTables<S>
  /// The positions of the first layer that are needed: the last one, or all.
  private let positions: [Position]
  /// The second layer at the last position.
  private let second: (attention: SecondAttention<S>, rows: LayerRows<S>)?
  private let finalNorm: RowNorm<S>?
  private let readout: Readout<S>
  private let block: Int
  /// Every token as a row of its own.
  private let tokenRows: BlockRows
  private let configuration: TransformerConfiguration

  var layout: ParameterLayout { tensors.parameters }

  /// Makes the workspace.
  ///
  /// - Precondition: with tied or `vocabulary` outputs, classes are tokens.
  init(
    _ configuration: TransformerConfiguration, objective: Objective, vocabulary: Int, classes: Int
  ) {
    let readsTokens = configuration.outputs == .vocabulary
    precondition(
      classes == vocabulary || (!readsTokens && configuration.readout == .untied),
      "\(classes) classes are not the \(vocabulary) tokens")
    let sequence = TokenSequence(configuration.tokens, vocabulary: vocabulary)
    let outputs = readsTokens ? sequence.tokens : classes
    self.configuration = configuration
    let tensors = TransformerLayout(configuration, vocabulary: vocabulary, outputs: outputs)
    self.tensors = tensors

    // As for a perceptron: activations well inside a cache of one megabyte.
    let block = max(128, 65_536 / S.padded(configuration.feedForward) / 16 * 16)
    self.block = block
    let tables = TokenTables<S>(configuration, tensors, vocabulary: vocabulary)
    self.tables = tables
    let last = sequence.length - 1
    let sees = { configuration.causal ? $0 + 1 : sequence.length }
    positions = ((configuration.layers == 1 ? last : 0)...last).map { position in
      let attention = FirstAttention(
        tables, at: position, sources: sees(position), block: block)
      return Position(
        attention: attention,
        rows: LayerRows(configuration, tensors.layers[0], rows: attention.rows))
    }
    second =
      configuration.layers == 1
      ? nil
      : (
        SecondAttention(
          configuration, tensors.layers[1],
          sources: positions.map { ($0.attention.dependence, $0.attention.rows) }, block: block),
        LayerRows(configuration, tensors.layers[1], rows: block)
      )
    finalNorm = tensors.finalNorm.map {
      RowNorm($0, rows: block, width: configuration.width)
    }
    readout = Readout(
      objective, block: block, classes: outputs, hasBias: configuration.outputBias,
      isTied: configuration.readout == .tied)
    let count = max(block, vocabulary)
    let own = RowMap(indices: (0..<Int32(count)).map(\.self), start: 0)
    let constant = RowMap(indices: [Int32](repeating: 0, count: count), start: 0)
    tokenRows = BlockRows(
      count: vocabulary, first: own, second: constant, constant: constant, own: own)
  }

  /// The feed-forward parts and the read-out with a row for each sample, and the small products of
  /// the tables; with two layers also the second one's attention.
  func unavoidableProducts(samples: Int) -> [UnavoidableProduct] {
    let (width, units) = (configuration.width, configuration.feedForward)
    func square(_ rows: Int) -> UnavoidableProduct {
      UnavoidableProduct(rows: rows, inputs: width, outputs: width)
    }
    func feedForward(_ rows: Int) -> [UnavoidableProduct] {
      [
        UnavoidableProduct(rows: rows, inputs: width, outputs: units),
        UnavoidableProduct(rows: rows, inputs: units, outputs: width),
      ]
    }
    // Keys, values and what the values contribute, then the queries.
    let tokens = tables.sequence.dependences.indices.map { tables.rows(at: $0) }
    var products = [UnavoidableProduct](repeating: square(tokens.reduce(0, +)), count: 3)
    products += positions.map { square(tables.rows(at: $0.attention.position)) }
    for position in positions {
      let rows = position.isShared ? position.attention.rows : samples
      products += feedForward(rows)
      if second != nil { products += [square(rows), square(rows)] }
    }
    if second != nil { products += [square(samples), square(samples)] + feedForward(samples) }
    return products + [
      UnavoidableProduct(rows: samples, inputs: width, outputs: readout.outputs)
    ]
  }

  /// Runs samples through the network; see ``Network/pass(over:_:gradient:wantsLoss:)``.
  func pass(
    over samples: Samples, _ parameters: Parameters<S>, gradient: Parameters<S>?, wantsLoss: Bool
  ) -> PassResult {
    tables.fill(parameters)
    for position in positions { position.attention.begin(tables) }
    readout.begin(parameters)
    if let gradient { fill(gradient.flat, with: 0) }
    let wantsGradient = gradient != nil
    for index in positions.indices where positions[index].isShared {
      advance(index, tokenRows, parameters, wantsGradient: wantsGradient)
    }

    var result = PassResult()
    var start = 0
    while start < samples.count {
      let range = start..<min(start + block, samples.count)
      let rows = BlockRows(
        count: range.count, first: RowMap(indices: samples.first, start: start),
        second: RowMap(indices: samples.second, start: start), constant: tokenRows.constant,
        own: tokenRows.own)
      let output = forward(rows, parameters, wantsGradient: wantsGradient)
      result += readout.pass(
        output, samples, range, parameters, gradient: gradient, wantsLoss: wantsLoss)
      if let gradient { backward(output, rows, parameters, gradient: gradient) }
      start = range.upperBound
    }

    if let gradient {
      readout.end(gradient)
      for index in positions.indices where positions[index].isShared {
        retreat(index, tokenRows, parameters, gradient: gradient)
      }
      for position in positions { position.attention.end(tables) }
      tables.spread(parameters, into: gradient)
    }
    return result
  }

  /// Computes what is read out, `[rows × d]`.
  private func forward(
    _ rows: BlockRows, _ parameters: Parameters<S>, wantsGradient: Bool
  ) -> Matrix<S> {
    for index in positions.indices where !positions[index].isShared {
      advance(index, rows, parameters, wantsGradient: wantsGradient)
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

  /// Takes the gradient of what is read out back to the tables.
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
      retreat(index, rows, parameters, gradient: gradient)
    }
  }

  /// Takes a position through the first layer, and to the second layer's keys and values.
  private func advance(
    _ index: Int, _ rows: BlockRows, _ parameters: Parameters<S>, wantsGradient: Bool
  ) {
    let position = positions[index]
    position.attention.forward(rows, tables, parameters, into: position.rows.stream)
    position.rows.forward(rows.count, parameters, wantsGradient: wantsGradient)
    second?.attention.fill(index, rows.count, from: position.rows.output, parameters)
  }

  /// The adjoint of `advance`.
  private func retreat(
    _ index: Int, _ rows: BlockRows, _ parameters: Parameters<S>, gradient: Parameters<S>
  ) {
    let position = positions[index]
    if let second {
      second.attention.spread(
        index, rows.count, into: position.rows.output, residual: second.rows.output, parameters,
        gradient: gradient)
    }
    position.rows.backward(rows.count, parameters, gradient: gradient)
    position.attention.backward(position.rows.output, rows, tables)
  }
}
