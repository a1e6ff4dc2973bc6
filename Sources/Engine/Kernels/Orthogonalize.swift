/// Replaces matrices of one shape by their polar factor, `G = U Σ Vᵀ → U Vᵀ`.
///
/// A singular value of at most `max(m, n) · ulp · σ₁` is rounding, as in NumPy's `matrix_rank`; its
/// direction becomes zero rather than a unit vector of noise. The result has as many singular
/// values 1 as `G` has rank, and is zero for `G = 0`.
struct PolarFactor<S: Scalar> {
  private let decomposition: SingularValueDecomposition<S>

  init(rows: Int, columns: Int) {
    decomposition = SingularValueDecomposition(rows: rows, columns: columns)
  }

  /// Replaces a matrix; where LAPACK does not converge it is left as it is.
  ///
  /// - Returns: the rank, or `nil` without convergence.
  @discardableResult
  func callAsFunction(_ matrix: Matrix<S>) -> Int? {
    assign(matrix, to: decomposition.matrix)
    guard decomposition.decompose() else { return nil }
    let values = decomposition.values
    let noise = S(max(matrix.rows, matrix.columns)) * S.ulpOfOne * values[0, 0]
    var rank = 0
    while rank < values.columns, values[0, rank] > noise { rank += 1 }
    if rank == 0 {
      for row in 0..<matrix.rows { fill(matrix.rows(row..<row + 1), with: 0) }
    } else {
      multiply(
        decomposition.left.columns(0..<rank), by: decomposition.right.rows(0..<rank), into: matrix)
    }
    return rank
  }
}

/// Brings the singular values of matrices of one shape near 1 by matrix products alone.
///
/// The quintic Newton-Schulz iteration of Jordan et al. 2024 (Muon), with their coefficients:
/// ```
/// X ← G / (‖G‖_F + 10⁻⁷)
/// X ← a X + (b A + c A²) X,  A = X Xᵀ,  (a, b, c) = (3.4445, −4.7750, 2.0315)
/// ```
/// The coefficients favour a steep slope at 0 over convergence: after five iterations singular
/// values lie between about 0.7 and 1.2. The product runs over the smaller side, `X (b B + c B²)`
/// with `B = Xᵀ X` for a tall matrix, which is the same number.
struct NewtonSchulz<S: Scalar> {
  private let isTall: Bool
  private let x: Matrix<S>
  private let product: Matrix<S>
  private let gram: Matrix<S>
  private let square: Matrix<S>

  init(rows: Int, columns: Int) {
    isTall = rows > columns
    let side = min(rows, columns)
    x = Matrix(rows: rows, columns: columns)
    product = Matrix(rows: rows, columns: columns)
    gram = Matrix(rows: side, columns: side)
    square = Matrix(rows: side, columns: side)
  }

  /// Replaces a matrix.
  func callAsFunction(_ matrix: Matrix<S>, iterations: Int) {
    assign(matrix, to: x)
    scale(x, by: S(1 / (squaredNorm(x).squareRoot() + 1e-7)))
    for _ in 0..<iterations {
      multiply(
        x, isTall ? .transposed : .plain, by: x, isTall ? .plain : .transposed, into: gram)
      multiply(gram, by: gram, into: square)
      combine(gram, times: -4.7750, into: square, times: 2.0315)
      if isTall {
        multiply(x, by: square, into: product)
      } else {
        multiply(square, by: x, into: product)
      }
      combine(product, times: 1, into: x, times: 3.4445)
    }
    assign(x, to: matrix)
  }
}
