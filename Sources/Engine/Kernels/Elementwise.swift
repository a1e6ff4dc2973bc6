/// Copies the elements of a matrix into one of the same shape.
func assign<S: Scalar>(_ source: Matrix<S>, to target: Matrix<S>) {
  precondition(source.rows == target.rows && source.columns == target.columns, "shapes disagree")
  for row in 0..<source.rows {
    unsafe (target.base + row * target.stride)
      .update(from: source.base + row * source.stride, count: source.columns)
  }
}

/// Copies the elements of a matrix into one of the same shape and another precision.
func convert<S: Scalar, T: Scalar>(_ source: Matrix<S>, to target: Matrix<T>) {
  precondition(source.rows == target.rows && source.columns == target.columns, "shapes disagree")
  for i in 0..<source.rows {
    let (input, output) = unsafe (source.base + i * source.stride, target.base + i * target.stride)
    for j in 0..<source.columns { unsafe output[j] = T(input[j]) }
  }
}

/// Copies a matrix into one of the same shape, with a row added to each row.
func assign<S: Scalar>(_ source: Matrix<S>, plus row: Matrix<S>, to target: Matrix<S>) {
  precondition(
    source.rows == target.rows && source.columns == target.columns && row.columns == target.columns,
    "shapes disagree")
  for i in 0..<source.rows {
    let (input, output) = unsafe (source.base + i * source.stride, target.base + i * target.stride)
    for j in 0..<source.columns { unsafe output[j] = input[j] + row.base[j] }
  }
}

/// Adds the elements of a matrix to those of another of the same shape.
func add<S: Scalar>(_ source: Matrix<S>, to target: Matrix<S>) {
  precondition(source.rows == target.rows && source.columns == target.columns, "shapes disagree")
  for i in 0..<source.rows {
    let (input, output) = unsafe (source.base + i * source.stride, target.base + i * target.stride)
    for j in 0..<source.columns { unsafe output[j] += input[j] }
  }
}

/// Adds a row to each row of a matrix.
func add<S: Scalar>(row: Matrix<S>, toEachRowOf matrix: Matrix<S>) {
  precondition(row.columns == matrix.columns, "shapes disagree")
  for i in 0..<matrix.rows {
    let target = unsafe matrix.base + i * matrix.stride
    for j in 0..<matrix.columns { unsafe target[j] += row.base[j] }
  }
}

/// Adds up the rows of a matrix into one row, or onto it if `accumulating`.
func sumRows<S: Scalar>(
  of matrix: Matrix<S>, into row: Matrix<S>, accumulating: Bool = false
) {
  precondition(row.columns == matrix.columns, "shapes disagree")
  if !accumulating { fill(row, with: 0) }
  for i in 0..<matrix.rows {
    let source = unsafe matrix.base + i * matrix.stride
    for j in 0..<matrix.columns { unsafe row.base[j] += source[j] }
  }
}

/// Sets every element, padding between the rows included.
func fill<S: Scalar>(_ matrix: Matrix<S>, with value: S) {
  guard matrix.rows > 0 else { return }
  let count = (matrix.rows - 1) * matrix.stride + matrix.columns
  unsafe matrix.base.update(repeating: value, count: count)
}

/// `Σ x²` over the elements, accumulated in `Double` onto what was summed up before.
func squaredNorm<S: Scalar>(_ matrix: Matrix<S>, onto sum: Double = 0) -> Double {
  var total = sum
  for row in 0..<matrix.rows {
    let elements = unsafe matrix.base + row * matrix.stride
    for column in 0..<matrix.columns {
      let x = unsafe Double(elements[column])
      total += x * x
    }
  }
  return total
}
