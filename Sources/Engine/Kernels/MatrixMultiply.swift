/// How a factor of a product is read.
enum Operand {
  /// As it is stored.
  case plain
  /// With rows and columns exchanged.
  case transposed
}

/// Multiplies two matrices: `C ← op(A)·op(B)`, or `C ← C + op(A)·op(B)` if `accumulating`.
///
/// `op(A)` is `[m × k]`, `op(B)` is `[k × n]`, `C` is `[m × n]`. Without `accumulating`, `C` is not
/// read and may hold anything, NaN included. BLAS `gemm`.
///
/// - Precondition: the shapes agree.
/// - Complexity: 2·m·n·k floating-point operations.
func multiply<S: Scalar>(
  _ a: Matrix<S>, _ opA: Operand = .plain, by b: Matrix<S>, _ opB: Operand = .plain,
  into c: Matrix<S>, accumulating: Bool = false
) {
  let (m, k) = opA == .plain ? (a.rows, a.columns) : (a.columns, a.rows)
  let (k2, n) = opB == .plain ? (b.rows, b.columns) : (b.columns, b.rows)
  precondition(
    k == k2 && c.rows == m && c.columns == n,
    "[\(m) × \(k)] · [\(k2) × \(n)] is not [\(c.rows) × \(c.columns)]")
  unsafe S.gemm(
    transposingA: opA == .transposed, transposingB: opB == .transposed, m: CInt(m), n: CInt(n),
    k: CInt(k), a.base, CInt(a.stride), b.base,
    CInt(b.stride), beta: accumulating ? 1 : 0, c.base, CInt(c.stride))
}
