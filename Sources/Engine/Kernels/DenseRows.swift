/// Copies some rows of a matrix, in their order, into another.
///
/// - Parameters:
///   - source: at least as many rows as the largest position asks for.
///   - positions: which rows.
///   - target: `[positions × columns]`, overwritten.
func copyRows<S: Scalar>(
  of source: Matrix<S>, at positions: ArraySlice<Int>, into target: Matrix<S>
) {
  precondition(
    target.rows == positions.count && target.columns == source.columns, "shapes disagree")
  for (row, position) in positions.enumerated() {
    precondition((0..<source.rows).contains(position), "row \(position) of \(source.rows)")
    unsafe (target.base + row * target.stride)
      .update(from: source.base + position * source.stride, count: source.columns)
  }
}

/// Rounds the elements of a matrix into one of the same shape.
func convert<S: Scalar>(_ source: Matrix<Double>, to target: Matrix<S>) {
  precondition(source.rows == target.rows && source.columns == target.columns, "shapes disagree")
  for row in 0..<source.rows {
    let from = unsafe source.base + row * source.stride
    let to = unsafe target.base + row * target.stride
    for column in 0..<source.columns { unsafe to[column] = S(from[column]) }
  }
}
