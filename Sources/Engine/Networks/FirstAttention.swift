/// The rows of a block, seen as samples or as tokens.
struct BlockRows {
  /// The number of rows.
  let count: Int
  let first, second, constant, own: RowMap

  /// Which row of a matrix of the given dependence each row of the block reads.
  func map(_ dependence: Dependence) -> RowMap {
    switch dependence {
    case []: constant
    case .first: first
    case .second: second
    default: own
    }
  }
}

/// The first layer's attention at one position, from ``TokenVectors``.
struct FirstAttention<S: Scalar> {
  private let position: Int
  /// The number of positions that this one sees.
  private let sources: Int
  private let sequence: TokenSequence
  private let heads: Int
  /// For each source the scores of its tokens, and later their gradients.
  private let scores: [Matrix<S>]
  private let scoreGradients: [Matrix<S>]
  /// Attention weights `[sources·h × rows]`, and their gradients.
  private let weights: Matrix<S>
  private let weightGradient: Matrix<S>

  /// Makes the workspace of a position.
  init(_ vectors: TokenVectors<S>, at position: TransformerShape.Position) {
    (self.position, sources) = (position.index, position.sources)
    sequence = vectors.sequence
    heads = vectors.heads.count
    let rows = vectors.rows(at: position.index) * heads
    scores = (0..<sources).map { Matrix(rows: rows, columns: vectors.rows(at: $0)) }
    scoreGradients = (0..<sources).map { Matrix(rows: rows, columns: vectors.rows(at: $0)) }
    weights = Matrix(rows: sources * heads, columns: position.rows)
    weightGradient = Matrix(rows: sources * heads, columns: position.rows)
  }

  /// Fills the scores of all tokens, and clears their gradients.
  func begin(_ vectors: TokenVectors<S>) {
    for source in 0..<sources {
      vectors.fillScores(query: position, key: source, into: scores[source])
      fill(scoreGradients[source], with: 0)
    }
  }

  private func heads(of source: Int) -> Range<Int> { source * heads..<(source + 1) * heads }

  /// Makes `x + A(x)`.
  func forward(
    _ rows: BlockRows, _ vectors: TokenVectors<S>, _ parameters: Parameters<S>,
    into stream: Matrix<S>
  ) {
    let stream = stream.rows(0..<rows.count)
    let queries = rows.map(sequence.dependences[position])
    for source in 0..<sources {
      gatherScores(
        scores[source], queries: queries, keys: rows.map(sequence.dependences[source]),
        count: rows.count, into: weights.rows(heads(of: source)))
    }
    softmaxOverSources(weights, heads: heads, count: rows.count)
    vectors.gatherInputs(position, queries, parameters, into: stream)
    for source in 0..<sources {
      vectors.mixContributions(
        weights.rows(heads(of: source)), of: source, rows.map(sequence.dependences[source]),
        into: stream)
    }
  }

  /// Passes the gradient of `x + A(x)` on to the vectors.
  func backward(_ gradient: Matrix<S>, _ rows: BlockRows, _ vectors: TokenVectors<S>) {
    let gradient = gradient.rows(0..<rows.count)
    let queries = rows.map(sequence.dependences[position])
    vectors.gatherInputsBackward(gradient, position, queries)
    for source in 0..<sources {
      vectors.mixContributionsBackward(
        gradient, weights: weights.rows(heads(of: source)), of: source,
        rows.map(sequence.dependences[source]),
        weightGradient: weightGradient.rows(heads(of: source)))
    }
    softmaxBackward(weightGradient, weights: weights, heads: heads, count: rows.count)
    for source in 0..<sources {
      gatherScoresBackward(
        weightGradient.rows(heads(of: source)), queries: queries,
        keys: rows.map(sequence.dependences[source]), count: rows.count,
        into: scoreGradients[source])
    }
  }

  /// Passes the gradients of all tokens' scores on to their queries and keys.
  func end(_ vectors: TokenVectors<S>) {
    for source in 0..<sources {
      vectors.fillScoresBackward(scoreGradients[source], query: position, key: source)
    }
  }
}
