/// Samples pass in blocks whose activations stay in a second-level cache of one megabyte.
struct Blocks {
  /// The number of rows of a block.
  let size: Int

  /// A quarter megabyte of `Float` activations of a width, with slopes and logits well inside the
  /// cache; 128 rows keep a matrix product at its full rate.
  init(width: Int, lanes: Int) {
    let padded = (width + lanes - 1) / lanes * lanes
    size = max(128, 65_536 / padded / 16 * 16)
  }

  /// Calls `body` for each block of so many samples, and adds up what the blocks measured.
  @inline(__always)
  func pass(over count: Int, _ body: (Range<Int>) -> PassResult) -> PassResult {
    var result = PassResult()
    for start in stride(from: 0, to: count, by: size) {
      result += body(start..<min(start + size, count))
    }
    return result
  }
}
