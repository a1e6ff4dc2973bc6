internal import RealModule

/// What the first layer's attention knows of each token at each position.
///
/// A position's vector `x = E[token] + P` depends on nothing else, and so do its query, its key and
/// what its value adds to the stream, `v_h W_O,h`. All have p rows for a position of `a` or `b` and
/// one for `=` or `op`, instead of one for each sample, and `W_O` never meets a sample's row.
struct TokenVectors<S: Scalar> {
  let sequence: TokenSequence
  let heads: AttentionHeads<S>
  private let tensors: TransformerLayout
  private let layer: TransformerLayout.Layer
  /// The rows of each position in every matrix below.
  private let ranges: [Range<Int>]
  /// The rows whose queries are needed.
  private let queried: Range<Int>
  /// `P [T × d]` where it is no parameter.
  private let fixedPositions: Matrix<S>

  /// `x`, `[rows × d]`.
  private let inputs: Matrix<S>
  private let inputGradient: Matrix<S>
  /// What queries, keys and values are made of, `[rows × d]`: `x`, or with pre-norm `LN x`.
  private let source: Matrix<S>
  private let sourceGradient: Matrix<S>
  private let norm: RowNorm<S>?
  /// Queries times `√(h/d)`, keys and values, `[rows × heads]`.
  private let queries, keys, values: Matrix<S>
  private let queryGradient, keyGradient, valueGradient: Matrix<S>
  /// `v_h W_O,h`: h padded vectors of length d in each row.
  private let contributions: Matrix<S>
  private let contributionGradient: Matrix<S>

  /// Makes the vectors of a network.
  init(
    _ configuration: TransformerConfiguration, _ tensors: TransformerLayout,
    _ sequence: TokenSequence
  ) {
    let width = configuration.width
    self.tensors = tensors
    layer = tensors.layers[0]
    self.sequence = sequence
    heads = AttentionHeads(count: configuration.heads, size: width / configuration.heads)
    var ranges: [Range<Int>] = []
    for position in 0..<sequence.length {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + sequence.tokens(at: position).count)
    }
    self.ranges = ranges
    let rows = ranges[ranges.count - 1].upperBound
    queried = configuration.layers == 1 ? ranges[ranges.count - 1] : 0..<rows

    fixedPositions = Matrix(rows: sequence.length, columns: width)
    if configuration.positions == .sinusoidal { Self.fillSinusoids(fixedPositions) }
    inputs = Matrix(rows: rows, columns: width)
    inputGradient = Matrix(rows: rows, columns: width)
    let isPre = configuration.layerNorm == .pre
    source = isPre ? Matrix(rows: rows, columns: width) : inputs
    sourceGradient = isPre ? Matrix(rows: rows, columns: width) : inputGradient
    norm = isPre ? layer.attentionNorm.map { RowNorm($0, rows: rows, width: width) } : nil
    queries = Matrix(rows: rows, columns: heads.columns)
    keys = Matrix(rows: rows, columns: heads.columns)
    values = Matrix(rows: rows, columns: heads.columns)
    queryGradient = Matrix(rows: rows, columns: heads.columns)
    keyGradient = Matrix(rows: rows, columns: heads.columns)
    valueGradient = Matrix(rows: rows, columns: heads.columns)
    contributions = Matrix(rows: rows, columns: heads.count * S.padded(width))
    contributionGradient = Matrix(rows: rows, columns: heads.count * S.padded(width))
  }

  private static func fillSinusoids(_ positions: Matrix<S>) {
    let width = positions.columns
    for j in 0..<positions.rows {
      for i in 0..<width {
        let even = i / 2 * 2
        let angle = Double(j) / Double.pow(10_000, Double(even) / Double(width))
        positions[j, i] = S(i == even ? Double.sin(angle) : Double.cos(angle))
      }
    }
  }

  /// `√(h/d)`, by which scores are multiplied.
  private var sharpness: S { 1 / S(heads.size).squareRoot() }

  /// Fills the vectors, and clears their gradients.
  func fill(_ parameters: Parameters<S>) {
    fillInputs(parameters)
    norm?.forward(inputs, parameters, into: source)
    fillHeads(parameters)
    fillContributions(parameters)
    Engine.fill(inputGradient, with: 0)
    Engine.fill(queryGradient, with: 0)
    Engine.fill(keyGradient, with: 0)
    Engine.fill(contributionGradient, with: 0)
  }

  private func fillHeads(_ parameters: Parameters<S>) {
    heads.project(
      source.rows(queried), by: parameters.tensors[layer.query],
      bias: layer.queryBias.map { parameters.tensors[$0] }, times: sharpness,
      into: queries.rows(queried))
    heads.project(source, by: parameters.tensors[layer.key], bias: nil, into: keys)
    heads.project(
      source, by: parameters.tensors[layer.value],
      bias: layer.valueBias.map { parameters.tensors[$0] }, into: values)
  }

  private func fillContributions(_ parameters: Parameters<S>) {
    let weight = parameters.tensors[layer.attention]
    for head in 0..<heads.count {
      multiply(
        values.columns(heads.lanes(head)), by: weight.rows(heads.range(head)),
        into: contributions.columns(vector(head)))
    }
  }

  private func fillInputs(_ parameters: Parameters<S>) {
    let embedding = parameters.tensors[tensors.embedding]
    let positions = tensors.positions.map { parameters.tensors[$0] } ?? fixedPositions
    for (j, range) in ranges.enumerated() {
      assign(
        embedding.rows(sequence.tokens(at: j)), plus: positions.rows(j..<j + 1),
        to: inputs.rows(range))
    }
  }

  /// The columns of a head's vector in `contributions`.
  private func vector(_ head: Int) -> Range<Int> {
    let start = head * contributions.columns / heads.count
    return start..<start + inputs.columns
  }

  /// Passes the vectors' gradients on to the parameters: the way back of ``fill(_:)``.
  func backward(_ parameters: Parameters<S>, into gradient: Parameters<S>) {
    // Every row of a stream has `b_O` once, so that its gradient is that of all rows of `x`.
    if let bias = layer.attentionBias {
      sumRows(of: inputGradient, into: gradient.tensors[bias], accumulating: true)
    }
    let weight = parameters.tensors[layer.attention]
    let weightGradient = gradient.tensors[layer.attention]
    for head in 0..<heads.count {
      let (lanes, rows) = (heads.lanes(head), heads.range(head))
      let contribution = contributionGradient.columns(vector(head))
      multiply(
        contribution, by: weight.rows(rows), .transposed, into: valueGradient.columns(lanes))
      multiply(
        values.columns(lanes), .transposed, by: contribution, into: weightGradient.rows(rows),
        accumulating: true)
    }

    let queryGradient = queryGradient.rows(queried)
    scale(queryGradient, by: sharpness)
    heads.addGradients(
      source.rows(queried), queryGradient, to: gradient.tensors[layer.query],
      bias: layer.queryBias.map { gradient.tensors[$0] })
    heads.addGradients(source, keyGradient, to: gradient.tensors[layer.key], bias: nil)
    heads.addGradients(
      source, valueGradient, to: gradient.tensors[layer.value],
      bias: layer.valueBias.map { gradient.tensors[$0] })
    heads.projectBackward(
      keyGradient, by: parameters.tensors[layer.key], into: sourceGradient,
      accumulating: norm == nil)
    heads.projectBackward(
      valueGradient, by: parameters.tensors[layer.value], into: sourceGradient, accumulating: true)
    heads.projectBackward(
      queryGradient, by: parameters.tensors[layer.query], into: sourceGradient.rows(queried),
      accumulating: true)
    norm?.backward(
      sourceGradient, parameters, gradient: gradient, into: inputGradient, accumulating: true)

    for (j, range) in ranges.enumerated() {
      let rows = inputGradient.rows(range)
      add(rows, to: gradient.tensors[tensors.embedding].rows(sequence.tokens(at: j)))
      if let positions = tensors.positions {
        sumRows(of: rows, into: gradient.tensors[positions].rows(j..<j + 1), accumulating: true)
      }
    }
  }
}

extension TokenVectors {
  /// Fills the scores of a query's position against a source's, head below head.
  func fillScores(query: Int, key: Int, into scores: Matrix<S>) {
    let rows = ranges[query].count
    for head in 0..<heads.count {
      let lanes = heads.lanes(head)
      multiply(
        queries.rows(ranges[query]).columns(lanes), by: keys.rows(ranges[key]).columns(lanes),
        .transposed, into: scores.rows(head * rows..<(head + 1) * rows))
    }
  }

  /// Adds the gradients of queries and keys, given that of their scores.
  func fillScoresBackward(_ gradient: Matrix<S>, query: Int, key: Int) {
    let rows = ranges[query].count
    for head in 0..<heads.count {
      let lanes = heads.lanes(head)
      let slopes = gradient.rows(head * rows..<(head + 1) * rows)
      multiply(
        slopes, by: keys.rows(ranges[key]).columns(lanes),
        into: queryGradient.rows(ranges[query]).columns(lanes), accumulating: true)
      multiply(
        slopes, .transposed, by: queries.rows(ranges[query]).columns(lanes),
        into: keyGradient.rows(ranges[key]).columns(lanes), accumulating: true)
    }
  }

  /// The number of rows of a position.
  func rows(at position: Int) -> Int { ranges[position].count }

  /// Starts a stream: `x + b_O` at a position.
  func gatherInputs(
    _ position: Int, _ map: RowMap, _ parameters: Parameters<S>, into stream: Matrix<S>
  ) {
    gatherRows(
      inputs.rows(ranges[position]), map,
      plus: parameters.bias(layer.attentionBias, columns: inputs.columns), into: stream)
  }

  /// Takes over the gradient of a stream's own row.
  func gatherInputsBackward(_ gradient: Matrix<S>, _ position: Int, _ map: RowMap) {
    gatherRowsBackward(gradient, map, into: inputGradient.rows(ranges[position]))
  }

  /// Adds what a source contributes to a stream.
  func mixContributions(
    _ weights: Matrix<S>, of source: Int, _ map: RowMap, into stream: Matrix<S>
  ) {
    mix(weights, contributions.rows(ranges[source]), map, into: stream)
  }

  /// Takes over the gradient of a source's contributions, and finds that of their weights.
  func mixContributionsBackward(
    _ gradient: Matrix<S>, weights: Matrix<S>, of source: Int, _ map: RowMap,
    weightGradient: Matrix<S>
  ) {
    mixBackward(
      gradient, weights: weights, contributions.rows(ranges[source]), map,
      weightGradient: weightGradient, lookupGradient: contributionGradient.rows(ranges[source]))
  }
}
