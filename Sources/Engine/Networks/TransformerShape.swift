/// What follows from a transformer's keys and its samples' sizes.
struct TransformerShape {
  /// A position of the first layer that is needed.
  struct Position {
    /// Where it stands.
    let index: Int
    /// The number of positions it sees: itself and those before it, or all.
    let sources: Int
    /// What decides its row after the layer.
    let dependence: Dependence
    /// The largest number of its rows: those of a block, or one a token.
    let rows: Int
  }

  /// The number of tokens that vary.
  let vocabulary: Int
  let sequence: TokenSequence
  let blocks: Blocks
  /// The last position, or with two layers all.
  let positions: [Position]
  /// The number of logits.
  let outputs: Int

  /// - Precondition: the samples are tokens.
  init(_ configuration: TransformerConfiguration, _ sizes: SampleSizes, lanes: Int) {
    guard case .tokens(_, let vocabulary) = sizes.inputs else {
      preconditionFailure("a transformer reads tokens")
    }
    let sequence = TokenSequence(configuration.tokens, vocabulary: vocabulary)
    let blocks = Blocks(width: configuration.feedForward, lanes: lanes)
    let last = sequence.length - 1
    positions = ((configuration.layers == 1 ? last : 0)...last).map { index in
      let sources = configuration.causal ? index + 1 : sequence.length
      let dependence = sequence.dependences[..<sources].reduce(sequence.dependences[index]) {
        $0.union($1)
      }
      return Position(
        index: index, sources: sources, dependence: dependence,
        rows: dependence == .both ? blocks.size : sequence.tokens(at: 0).count)
    }
    outputs = configuration.outputs == .vocabulary ? sequence.tokens : sizes.targets.count
    (self.vocabulary, self.sequence, self.blocks) = (vocabulary, sequence, blocks)
  }
}
