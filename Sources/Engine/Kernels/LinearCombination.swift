/// Combines two matrices in padded rows: `Y ← a Y + b X`.
func combine<S: Scalar>(_ x: Matrix<S>, times b: S, into y: Matrix<S>, times a: S) {
  precondition(x.rows == y.rows && x.columns == y.columns, "shapes disagree")
  for row in 0..<x.rows {
    let source = unsafe x.vectors(row: row)
    let target = unsafe y.vectors(row: row)
    for j in 0..<x.vectorsPerRow { unsafe target[j] = target[j] * a + source[j] * b }
  }
}

/// Adds a multiple of a matrix in padded rows to another: `Y ← Y + b X`.
func add<S: Scalar>(_ x: Matrix<S>, times b: S, to y: Matrix<S>) {
  precondition(x.rows == y.rows && x.columns == y.columns, "shapes disagree")
  for row in 0..<x.rows {
    let source = unsafe x.vectors(row: row)
    let target = unsafe y.vectors(row: row)
    for j in 0..<x.vectorsPerRow { unsafe target[j] += source[j] * b }
  }
}

/// Adds the squares of a matrix in padded rows to another: `Y ← Y + X∘X`.
func addSquares<S: Scalar>(of x: Matrix<S>, to y: Matrix<S>) {
  precondition(x.rows == y.rows && x.columns == y.columns, "shapes disagree")
  for row in 0..<x.rows {
    let source = unsafe x.vectors(row: row)
    let target = unsafe y.vectors(row: row)
    for j in 0..<x.vectorsPerRow { unsafe target[j] += source[j] * source[j] }
  }
}

/// Multiplies each element of a matrix.
func scale<S: Scalar>(_ matrix: Matrix<S>, by factor: S) {
  for row in 0..<matrix.rows {
    let elements = unsafe matrix.base + row * matrix.stride
    for column in 0..<matrix.columns { unsafe elements[column] *= factor }
  }
}

/// `Σ x y` over the elements of two matrices, accumulated in `Double`.
func dot<S: Scalar>(_ x: Matrix<S>, _ y: Matrix<S>) -> Double {
  precondition(x.rows == y.rows && x.columns == y.columns, "shapes disagree")
  var total = 0.0
  for row in 0..<x.rows {
    let left = unsafe x.base + row * x.stride
    let right = unsafe y.base + row * y.stride
    for column in 0..<x.columns { unsafe total += Double(left[column]) * Double(right[column]) }
  }
  return total
}
