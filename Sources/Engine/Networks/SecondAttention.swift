/// The second layer's attention at the last position.
///
/// A source whose rows depend on the first token only has p rows, filled once in a pass; the others
/// have a row for each sample of a block.
struct SecondAttention<S: Scalar> {
  /// A position that is attended to.
  private struct Source {
    let dependence: Dependence
    let norm: RowNorm<S>?
    /// With pre-norm, what keys and values are made of, and later its gradient.
    let normalized: Matrix<S>?
    let keys, values, keyGradient, valueGradient: Matrix<S>
  }

  private let tensors: TransformerLayout.Layer
  private let heads: AttentionHeads<S>
  private let sources: [Source]
  /// Queries times `√(h/d)`, and mixed values, `[block × heads]`.
  private let queries, mixed: Matrix<S>
  private let queryGradient, mixedGradient: Matrix<S>
  /// Attention weights `[sources·h × block]`.
  private let weights: Matrix<S>
  private let weightGradient: Matrix<S>

  /// Makes the workspace for sources of the given dependences and numbers of rows.
  init(
    _ configuration: TransformerConfiguration, _ tensors: TransformerLayout.Layer,
    sources: [(dependence: Dependence, rows: Int)], block: Int
  ) {
    let width = configuration.width
    let heads = AttentionHeads<S>(
      count: configuration.heads, size: width / configuration.heads)
    let isPre = configuration.layerNorm == .pre
    self.tensors = tensors
    self.heads = heads
    self.sources = sources.map { dependence, rows in
      Source(
        dependence: dependence,
        norm: isPre ? tensors.attentionNorm.map { RowNorm($0, rows: rows, width: width) } : nil,
        normalized: isPre ? Matrix(rows: rows, columns: width) : nil,
        keys: Matrix(rows: rows, columns: heads.columns),
        values: Matrix(rows: rows, columns: heads.columns),
        keyGradient: Matrix(rows: rows, columns: heads.columns),
        valueGradient: Matrix(rows: rows, columns: heads.columns))
    }
    queries = Matrix(rows: block, columns: heads.columns)
    mixed = Matrix(rows: block, columns: heads.columns)
    queryGradient = Matrix(rows: block, columns: heads.columns)
    mixedGradient = Matrix(rows: block, columns: heads.columns)
    weights = Matrix(rows: sources.count * heads.count, columns: block)
    weightGradient = Matrix(rows: sources.count * heads.count, columns: block)
  }

  private var sharpness: S { 1 / S(heads.size).squareRoot() }
  private var last: Int { sources.count - 1 }
  private func heads(of source: Int) -> Range<Int> {
    source * heads.count..<(source + 1) * heads.count
  }

  /// Makes the keys and values of a source from the first layer's output there, and clears their
  /// gradients.
  func fill(_ index: Int, _ count: Int, from output: Matrix<S>, _ parameters: Parameters<S>) {
    let (source, rows) = (sources[index], 0..<count)
    var input = output.rows(rows)
    if let normalized = source.normalized {
      source.norm?.forward(input, parameters, into: normalized.rows(rows))
      input = normalized.rows(rows)
    }
    heads.project(
      input, by: parameters.tensors[tensors.key], bias: nil, into: source.keys.rows(rows))
    heads.project(
      input, by: parameters.tensors[tensors.value],
      bias: tensors.valueBias.map { parameters.tensors[$0] }, into: source.values.rows(rows))
    Engine.fill(source.keyGradient.rows(rows), with: 0)
    Engine.fill(source.valueGradient.rows(rows), with: 0)
    guard index == last else { return }
    heads.project(
      input, by: parameters.tensors[tensors.query],
      bias: tensors.queryBias.map { parameters.tensors[$0] }, times: sharpness,
      into: queries.rows(rows))
    Engine.fill(queryGradient.rows(rows), with: 0)
  }

  /// Makes `x + A(x)` at the last position, whose `x` is given.
  func forward(
    _ rows: BlockRows, from input: Matrix<S>, _ parameters: Parameters<S>, into stream: Matrix<S>
  ) {
    let range = 0..<rows.count
    let (stream, mixed) = (stream.rows(range), mixed.rows(range))
    for (index, source) in sources.enumerated() {
      scoreHeads(
        queries.rows(range), source.keys, rows.map(source.dependence), heads.lanes,
        into: weights.rows(heads(of: index)))
    }
    softmaxOverSources(weights, heads: heads.count, count: rows.count)
    Engine.fill(mixed, with: 0)
    for (index, source) in sources.enumerated() {
      mixHeads(
        weights.rows(heads(of: index)), source.values, rows.map(source.dependence), heads.lanes,
        into: mixed)
    }
    assign(
      input.rows(range),
      plus: parameters.bias(tensors.attentionBias, columns: stream.columns), to: stream)
    heads.addOutput(mixed, by: parameters.tensors[tensors.attention], to: stream)
  }

  /// Takes the gradient of `x + A(x)` to those of queries, keys and values.
  func backward(
    _ streamGradient: Matrix<S>, _ rows: BlockRows, _ parameters: Parameters<S>,
    gradient: Parameters<S>
  ) {
    let range = 0..<rows.count
    let streamGradient = streamGradient.rows(range)
    let mixedGradient = mixedGradient.rows(range)
    if let bias = tensors.attentionBias {
      sumRows(of: streamGradient, into: gradient.tensors[bias], accumulating: true)
    }
    heads.addOutputBackward(
      mixed.rows(range), streamGradient, by: parameters.tensors[tensors.attention],
      to: gradient.tensors[tensors.attention], into: mixedGradient)
    for (index, source) in sources.enumerated() {
      mixHeadsBackward(
        mixedGradient, weights: weights.rows(heads(of: index)), source.values,
        rows.map(source.dependence), heads.lanes,
        weightGradient: weightGradient.rows(heads(of: index)),
        valueGradient: source.valueGradient)
    }
    softmaxBackward(weightGradient, weights: weights, heads: heads.count, count: rows.count)
    for (index, source) in sources.enumerated() {
      scoreHeadsBackward(
        weightGradient.rows(heads(of: index)), queries.rows(range), source.keys,
        rows.map(source.dependence), heads.lanes, queryGradient: queryGradient.rows(range),
        keyGradient: source.keyGradient)
    }
    scale(queryGradient.rows(range), by: sharpness)
  }

  /// The way back of ``fill(_:_:from:_:)``.
  ///
  /// Replaces the first layer's output at a source by its gradient: that through the attention, and
  /// at the last position that of the residual stream.
  func fillBackward(
    _ index: Int, _ count: Int, into output: Matrix<S>, residual: Matrix<S>,
    _ parameters: Parameters<S>, gradient: Parameters<S>
  ) {
    let (source, rows) = (sources[index], 0..<count)
    let output = output.rows(rows)
    let input = source.normalized?.rows(rows) ?? output
    let (keyGradient, valueGradient) = (
      source.keyGradient.rows(rows), source.valueGradient.rows(rows)
    )
    heads.addGradients(input, keyGradient, to: gradient.tensors[tensors.key], bias: nil)
    heads.addGradients(
      input, valueGradient, to: gradient.tensors[tensors.value],
      bias: tensors.valueBias.map { gradient.tensors[$0] })
    if index == last {
      heads.addGradients(
        input, queryGradient.rows(rows), to: gradient.tensors[tensors.query],
        bias: tensors.queryBias.map { gradient.tensors[$0] })
    }
    heads.projectBackward(
      keyGradient, by: parameters.tensors[tensors.key], into: input, accumulating: false)
    heads.projectBackward(
      valueGradient, by: parameters.tensors[tensors.value], into: input, accumulating: true)
    if index == last {
      heads.projectBackward(
        queryGradient.rows(rows), by: parameters.tensors[tensors.query], into: input,
        accumulating: true)
    }
    source.norm?.backward(input, parameters, gradient: gradient, into: output)
    if index == last { add(residual.rows(rows), to: output) }
  }
}
