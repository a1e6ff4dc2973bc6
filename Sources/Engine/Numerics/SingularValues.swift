internal import CBLAS

/// The thin singular value decomposition `A = U Σ Vᵀ` of matrices of one shape, with its workspace.
///
/// For `A [m × n]` and k = min(m, n), `U` is `[m × k]`, `Vᵀ` is `[k × n]`, and the singular values
/// descend. LAPACK works on columns and here are rows, so it is given `Aᵀ = V Σ Uᵀ`. Values alone
/// take a third of the time.
@safe
struct SingularValueDecomposition<S: Scalar> {
  /// The matrix to decompose, `[m × n]`; overwritten by the decomposition.
  let matrix: Matrix<S>
  /// The left singular vectors `[m × k]`, as columns; without meaning where values alone are wanted.
  let left: Matrix<S>
  /// The singular values `[1 × k]`.
  let values: Matrix<S>
  /// The right singular vectors `[k × n]`, as rows; without meaning where values alone are wanted.
  let right: Matrix<S>
  // `S`: the first min(m, n) singular vectors of either side. `N`: none.
  private let job: CChar
  private let work: Matrix<S>
  private let integers: Integers

  /// Room for 8k integers.
  @safe
  private final class Integers {
    let base: UnsafeMutablePointer<CInt>
    init(count: Int) {
      unsafe base = .allocate(capacity: count)
      unsafe base.initialize(repeating: 0, count: count)
    }
    deinit { unsafe base.deallocate() }
  }

  /// Allocates everything for matrices of a shape.
  init(rows: Int, columns: Int, wantsVectors: Bool = true) {
    let rank = min(rows, columns)
    matrix = Matrix(rows: rows, columns: columns)
    left = wantsVectors ? Matrix(rows: rows, columns: rank) : Matrix(rows: 1, columns: 1)
    values = Matrix(rows: 1, columns: rank)
    right = wantsVectors ? Matrix(rows: rank, columns: columns) : Matrix(rows: 1, columns: 1)
    job = CChar(UInt8(ascii: wantsVectors ? "S" : "N"))
    integers = Integers(count: 8 * rank)

    // Asked with a count of −1, LAPACK answers with the size of its workspace.
    let answer = Matrix<S>(rows: 1, columns: 1)
    let info = Self.run(job, matrix, left, values, right, answer, integers, count: -1)
    precondition(info == 0, "gesdd has no workspace for [\(rows) × \(columns)]: \(info)")
    work = Matrix(rows: 1, columns: Int(answer[0, 0]))
  }

  /// Decomposes ``matrix``.
  ///
  /// - Returns: whether LAPACK converged; on a matrix with NaN it does not.
  func decompose() -> Bool {
    Self.run(job, matrix, left, values, right, work, integers, count: CInt(work.columns)) == 0
  }

  private static func run(
    _ job: CChar, _ a: Matrix<S>, _ left: Matrix<S>, _ values: Matrix<S>, _ right: Matrix<S>,
    _ work: Matrix<S>,
    _ integers: Integers, count: CInt
  ) -> CInt {
    unsafe S.gesdd(
      job, m: CInt(a.columns), n: CInt(a.rows), a.base, CInt(a.stride),
      singularValues: values.base, right.base, CInt(right.stride), left.base, CInt(left.stride),
      work: work.base, count: count,
      integers: integers.base)
  }
}

extension Float {
  static func gesdd(
    _ job: CChar, m: CInt, n: CInt, _ a: UnsafeMutablePointer<Float>, _ lda: CInt,
    singularValues: UnsafeMutablePointer<Float>, _ u: UnsafeMutablePointer<Float>, _ ldu: CInt,
    _ vt: UnsafeMutablePointer<Float>, _ ldvt: CInt, work: UnsafeMutablePointer<Float>,
    count: CInt, integers: UnsafeMutablePointer<CInt>
  ) -> CInt {
    var (job, m, n, lda, ldu, ldvt, count, info) = (job, m, n, lda, ldu, ldvt, count, CInt(0))
    unsafe sgesdd_(
      &job, &m, &n, a, &lda, singularValues, u, &ldu, vt, &ldvt, work, &count, integers, &info, 1)
    return info
  }
}

extension Double {
  static func gesdd(
    _ job: CChar, m: CInt, n: CInt, _ a: UnsafeMutablePointer<Double>, _ lda: CInt,
    singularValues: UnsafeMutablePointer<Double>, _ u: UnsafeMutablePointer<Double>, _ ldu: CInt,
    _ vt: UnsafeMutablePointer<Double>, _ ldvt: CInt, work: UnsafeMutablePointer<Double>,
    count: CInt, integers: UnsafeMutablePointer<CInt>
  ) -> CInt {
    var (job, m, n, lda, ldu, ldvt, count, info) = (job, m, n, lda, ldu, ldvt, count, CInt(0))
    unsafe dgesdd_(
      &job, &m, &n, a, &lda, singularValues, u, &ldu, vt, &ldvt, work, &count, integers, &info, 1)
    return info
  }
}
