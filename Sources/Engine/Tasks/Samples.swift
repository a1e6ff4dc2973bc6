/// Labelled inputs: for each sample a pair of tokens and the class it belongs to.
struct Samples {
  /// The first token of each sample, in `0 ..< vocabulary`.
  var first: [Int32] = []
  /// The second token of each sample, in `0 ..< vocabulary`.
  var second: [Int32] = []
  /// The class of each sample, in `0 ..< classes`.
  var targets: [Int32] = []
  /// The number of tokens.
  let vocabulary: Int
  /// The number of classes.
  let classes: Int

  var count: Int { targets.count }

  /// The samples at the given positions, in their order.
  func selecting(_ positions: [Int]) -> Samples {
    Samples(
      first: positions.map { first[$0] }, second: positions.map { second[$0] },
      targets: positions.map { targets[$0] }, vocabulary: vocabulary, classes: classes)
  }
}
