/// Which row of a table each row of a block reads.
struct RowMap {
  /// The rows of the table.
  let indices: [Int32]
  /// The position of the block's first row in `indices`.
  let start: Int

  @inline(__always)
  subscript(row: Int) -> Int { Int(indices[start + row]) }
}

/// Copies a row of a table to each row of a block, and adds a bias: `xᵢ = t[map(i)] + b`.
///
/// - Parameters:
///   - table: `t`, in padded rows.
///   - map: which row of the table each row reads.
///   - bias: `b`, `[1 × d]` in a padded row whose padding is zero.
///   - output: on return `x`, `[N × d]` in padded rows.
func gatherRows<S: Scalar>(
  _ table: Matrix<S>, _ map: RowMap, plus bias: Matrix<S>, into output: Matrix<S>
) {
  precondition(
    table.columns == output.columns && bias.columns == output.columns, "shapes disagree")
  let width = output.vectorsPerRow
  let biases = unsafe bias.vectors(row: 0)
  for i in 0..<output.rows {
    let source = unsafe table.vectors(row: map[i])
    let target = unsafe output.vectors(row: i)
    for j in 0..<width { unsafe target[j] = source[j] + biases[j] }
  }
}

/// Adds each row of a block's gradient to the table row that it was read from: the adjoint of
/// ``gatherRows(_:_:plus:into:)``.
func scatterRows<S: Scalar>(_ gradient: Matrix<S>, _ map: RowMap, into table: Matrix<S>) {
  precondition(table.columns == gradient.columns, "shapes disagree")
  let width = gradient.vectorsPerRow
  for i in 0..<gradient.rows {
    let source = unsafe gradient.vectors(row: i)
    let target = unsafe table.vectors(row: map[i])
    for j in 0..<width { unsafe target[j] += source[j] }
  }
}
