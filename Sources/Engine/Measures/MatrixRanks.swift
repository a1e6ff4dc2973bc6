internal import RealModule

/// How many directions each weight matrix uses.
///
/// With σ its singular values and `p_i = σ_i / Σσ`:
/// ```
/// stable rank = Σσ² / σ₁²             (Tan, Gai & Zhang 2026, arXiv:2606.05863)
/// effective rank = exp(−Σ p ln p)     (Roy & Vetterli 2007)
/// ```
struct MatrixRanks: Measure {
  static let kind = "ranks"
  static let fields: [Field<Self>] = []

  func columns(_ subject: MeasureSubject) -> [MeasureColumn] {
    matrices(subject.tensors).flatMap { tensor in
      ["stable_rank", "effective_rank"].map { MeasureColumn("\($0).\(tensor.name)") }
    }
  }

  func work(_ subject: MeasureSubject) -> LookWork {
    LookWork(
      operations: matrices(subject.tensors).reduce(0) {
        $0 + subject.singularValues(Double($1.rows), Double($1.columns))
      })
  }

  func values(at moment: Moment) -> [Double] {
    matrices(moment.subject.tensors).flatMap { tensor in
      Self.ranks(of: moment.parameters[tensor.name])
    }
  }

  private func matrices(_ tensors: [Tensor]) -> [Tensor] {
    tensors.filter { $0.role == .weight && $0.rows > 1 && $0.columns > 1 }
  }

  /// Stable and effective rank of a matrix; undefined for zeros.
  static func ranks(of matrix: Matrix<Double>) -> [Double] {
    let values = singularValues(of: matrix)
    guard let largest = values.first, largest > 0 else { return [.nan, .nan] }
    let total = values.reduce(0, +)
    let entropy = values.reduce(0) { entropy, value in
      let share = value / total
      return share > 0 ? entropy - share * Double.log(share) : entropy
    }
    return [values.reduce(0) { $0 + $1 * $1 } / (largest * largest), Double.exp(entropy)]
  }
}

/// The singular values of a matrix, descending; none if LAPACK does not converge.
func singularValues(of matrix: Matrix<Double>) -> [Double] {
  let decomposition = SingularValueDecomposition<Double>(
    rows: matrix.rows, columns: matrix.columns, wantsVectors: false)
  assign(matrix, to: decomposition.matrix)
  return decomposition.decompose() ? decomposition.values.elements : []
}
