/// Which row of some matrix each row of a block reads.
struct RowMap {
  /// The rows that are read.
  let indices: [Int32]
  /// The position of the block's first row in `indices`.
  let start: Int

  @inline(__always)
  subscript(row: Int) -> Int { Int(indices[start + row]) }
}

/// Copies a row to each row of a block, and adds a bias: `xᵢ = t[map(i)] + b`.
///
/// - Parameters:
///   - source: `t`, in padded rows.
///   - map: which row of `t` each row reads.
///   - bias: `b`, `[1 × d]` in a padded row.
///   - output: on return `x`, `[N × d]` in padded rows.
func gatherRows<S: Scalar>(
  _ source: Matrix<S>, _ map: RowMap, plus bias: Matrix<S>, into output: Matrix<S>
) {
  precondition(
    source.columns == output.columns && bias.columns == output.columns, "shapes disagree")
  let width = output.vectorsPerRow
  let biases = unsafe bias.vectors(row: 0)
  for i in 0..<output.rows {
    let input = unsafe source.vectors(row: map[i])
    let target = unsafe output.vectors(row: i)
    for j in 0..<width { unsafe target[j] = input[j] + biases[j] }
  }
}

/// Takes the gradient of ``gatherRows(_:_:plus:into:)`` back, adding each row to the one that it was
/// read from.
func gatherRowsBackward<S: Scalar>(
  _ gradient: Matrix<S>, _ map: RowMap, into target: Matrix<S>
) {
  precondition(target.columns == gradient.columns, "shapes disagree")
  let width = gradient.vectorsPerRow
  for i in 0..<gradient.rows {
    let slopes = unsafe gradient.vectors(row: i)
    let sums = unsafe target.vectors(row: map[i])
    for j in 0..<width { unsafe sums[j] += slopes[j] }
  }
}
