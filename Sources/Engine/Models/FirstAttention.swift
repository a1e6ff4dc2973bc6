/// The rows of a block, seen as samples or as tokens.
struct BlockRows {
  /// The number of rows.
  let count: Int
  let first, second, constant, own: RowMap

  /// Which row of a table of the given dependence each row of the block reads.
  func map(_ dependence: Dependence) -> RowMap {
    switch dependence {
    case []: constant
    case .first: first
    case .second: second
    default: own
    }
  }
}

/// The first layer's attention at one position, from ``TokenTables``.
struct FirstAttention<S: Scalar> {
  let position: Int
  /// What decides a row of this position after the layer.
  let dependence: Dependence
  private let sequence: TokenSequence
  private let heads: Int
  /// The number of positions it sees: itself and those before it, or all.
  private let sources: Int
  /// For each source the scores of its tokens, and later their gradients.
  private let scores: [Matrix<S>]
  private let scoreGradients: [Matrix<S>]
  /// Attention weights `[sources·h × rows]`, and their gradients.
  private let weights: Matrix<S>
  private let weightGradient: Matrix<S>

  /// Makes the workspace for blocks of up to `block` samples, or for all tokens.
  init(_ tables: TokenTables<S>, at position: Int, sources: Int, block: Int) {
    self.position = position
    self.sources = sources
    sequence = tables.sequence
    heads = tables.heads.count
    let rows = tables.rows(at: position) * heads
    scores = (0..<sources).map { Matrix(rows: rows, columns: tables.rows(at: $0)) }
    scoreGradients = (0..<sources).map { Matrix(rows: rows, columns: tables.rows(at: $0)) }
    dependence = sequence.dependences[..<sources].reduce(sequence.dependences[position]) {
      $0.union($1)
    }
    let count = dependence == .both ? block : tables.rows(at: 0)
    weights = Matrix(rows: sources * heads, columns: count)
    weightGradient = Matrix(rows: sources * heads, columns: count)
  }

  /// The largest number of rows.
  var rows: Int { weights.columns }

  /// Fills the scores of all tokens, and clears their gradients.
  func begin(_ tables: TokenTables<S>) {
    for source in 0..<sources {
      tables.fillScores(query: position, key: source, into: scores[source])
      fill(scoreGradients[source], with: 0)
    }
  }

  private func heads(of source: Int) -> Range<Int> { source * heads..<(source + 1) * heads }

  /// Makes `x + A(x)`.
  func forward(
    _ rows: BlockRows, _ tables: TokenTables<S>, _ parameters: Parameters<S>,
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
    tables.gatherInputs(position, queries, parameters, into: stream)
    for source in 0..<sources {
      tables.mixContributions(
        weights.rows(heads(of: source)), of: source, rows.map(sequence.dependences[source]),
        into: stream)
    }
  }

  /// Passes the gradient of `x + A(x)` on to the tables.
  func backward(_ gradient: Matrix<S>, _ rows: BlockRows, _ tables: TokenTables<S>) {
    let gradient = gradient.rows(0..<rows.count)
    let queries = rows.map(sequence.dependences[position])
    tables.scatterInputs(gradient, position, queries)
    for source in 0..<sources {
      tables.addContributionGradient(
        gradient, weights: weights.rows(heads(of: source)), of: source,
        rows.map(sequence.dependences[source]),
        weightGradient: weightGradient.rows(heads(of: source)))
    }
    softmaxAdjoint(weightGradient, weights: weights, heads: heads, count: rows.count)
    for source in 0..<sources {
      scatterScores(
        weightGradient.rows(heads(of: source)), queries: queries,
        keys: rows.map(sequence.dependences[source]), count: rows.count,
        into: scoreGradients[source])
    }
  }

  /// Passes the gradients of all tokens' scores on to their queries and keys.
  func end(_ tables: TokenTables<S>) {
    for source in 0..<sources {
      tables.addScoreGradient(scoreGradients[source], query: position, key: source)
    }
  }
}
