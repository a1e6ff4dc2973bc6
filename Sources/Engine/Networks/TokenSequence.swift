/// What decides the row at a position: none, one or both of a sample's tokens.
struct Dependence: OptionSet {
  let rawValue: Int
  static let first = Dependence(rawValue: 1)
  static let second = Dependence(rawValue: 2)
  static let both: Dependence = [.first, .second]
}

/// The sequence that a sample becomes.
struct TokenSequence {
  /// For each position what decides its token.
  let dependences: [Dependence]
  /// For each position its token, if that is always the same one.
  let constants: [Int?]
  /// The number of tokens, the constant ones included.
  let tokens: Int
  /// The number of tokens that vary.
  private let vocabulary: Int

  var length: Int { dependences.count }

  /// The tokens that stand at a position.
  func tokens(at position: Int) -> Range<Int> {
    if let constant = constants[position] { constant..<constant + 1 } else { 0..<vocabulary }
  }

  init(_ tokens: TransformerConfiguration.Tokens, vocabulary: Int) {
    self.vocabulary = vocabulary
    let (equals, operation) = (vocabulary, vocabulary + 1)
    switch tokens {
    case .pair:
      dependences = [.first, .second]
      constants = [nil, nil]
      self.tokens = vocabulary
    case .pairEquals:
      dependences = [.first, .second, []]
      constants = [nil, nil, equals]
      self.tokens = vocabulary + 1
    case .operationEquals:
      dependences = [.first, [], .second, []]
      constants = [nil, operation, nil, equals]
      self.tokens = vocabulary + 2
    }
  }
}
