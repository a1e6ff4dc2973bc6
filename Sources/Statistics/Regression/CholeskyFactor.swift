internal import RealModule

/// The lower triangle `L` of a symmetric positive definite matrix `A = L Lᵀ`.
///
/// For normal equations and information matrices of some ten rows; their columns are centered and
/// scaled before, so that rounding is no concern.
public struct CholeskyFactor: Sendable {
  private let rows: [[Double]]

  /// Factors a matrix; `nil` if it is not positive definite, or so nearly singular that nothing
  /// solved with it would mean anything.
  public init?(_ matrix: [[Double]]) {
    var rows = matrix
    for i in rows.indices {
      precondition(matrix[i].count == matrix.count, "the matrix is not square")
      for j in 0...i {
        var sum = matrix[i][j]
        for k in 0..<j { sum -= rows[i][k] * rows[j][k] }
        if i == j {
          // 1e-12 of the diagonal: below that, what is left is rounding.
          guard sum > 1e-12 * matrix[i][i].magnitude, sum.isFinite else { return nil }
          rows[i][i] = sum.squareRoot()
        } else {
          rows[i][j] = sum / rows[j][j]
        }
      }
    }
    self.rows = rows
  }

  /// `ln det A`.
  var logDeterminant: Double {
    rows.indices.reduce(0) { $0 + 2 * Double.log(rows[$1][$1]) }
  }

  /// `A⁻¹ b`.
  public func solve(_ b: [Double]) -> [Double] {
    precondition(b.count == rows.count, "\(b.count) values for \(rows.count) rows")
    var x = b
    for i in x.indices {
      for k in 0..<i { x[i] -= rows[i][k] * x[k] }
      x[i] /= rows[i][i]
    }
    return solveUpper(x)
  }

  /// `L⁻ᵀ b`: of independent normal numbers it makes some with the covariance `A⁻¹`.
  public func solveUpper(_ b: [Double]) -> [Double] {
    var x = b
    for i in x.indices.reversed() {
      for k in i + 1..<max(i + 1, x.count) { x[i] -= rows[k][i] * x[k] }
      x[i] /= rows[i][i]
    }
    return x
  }

  /// `A⁻¹`.
  var inverse: [[Double]] {
    rows.indices.map { i in
      solve(rows.indices.map { $0 == i ? 1 : 0 })
    }
  }
}
