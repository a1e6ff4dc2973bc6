/// Computes the hidden units of a run of samples from the token table.
///
/// A layer whose input is a pair of tokens needs one row for each token and position only:
/// `h = φ(U[a] + V[b])`, with `U` and `V` the first and second half of the table.
///
/// - Parameters:
///   - table: `[2p × H]` in padded rows: the token's part of the pre-activation.
///   - samples: the pairs of tokens.
///   - range: which samples.
///   - hidden: on return `φ`, `[range × H]` in padded rows.
///   - slope: on return `φ′`, `[range × H]` in padded rows, unless `nil`.
///   - nonlinearity: φ.
func gather<S: Scalar, F: Nonlinearity>(
  _ table: Matrix<S>, _ samples: Samples, _ range: Range<Int>, into hidden: Matrix<S>,
  slope: Matrix<S>?, through nonlinearity: F.Type
) {
  precondition(
    table.rows == 2 * samples.vocabulary && range.upperBound <= samples.count
      && hidden.rows == range.count && hidden.columns == table.columns, "shapes disagree")
  let width = table.vectorsPerRow
  for (i, sample) in range.enumerated() {
    let first = unsafe table.vectors(row: Int(samples.first[sample]))
    let second = unsafe table.vectors(row: samples.vocabulary + Int(samples.second[sample]))
    let output = unsafe hidden.vectors(row: i)
    if let slope {
      let slopes = unsafe slope.vectors(row: i)
      for j in 0..<width {
        let unit = unsafe F.apply(first[j] + second[j], as: S.self)
        unsafe output[j] = unit.value
        unsafe slopes[j] = unit.slope
      }
    } else {
      for j in 0..<width {
        unsafe output[j] = F.apply(first[j] + second[j], as: S.self).value
      }
    }
  }
}

/// Adds the gradient of a run of samples' hidden units to the token table's gradient: the adjoint
/// of ``gather(_:_:_:into:slope:through:)``.
///
/// - Parameters:
///   - gradient: the gradient of `φ`, `[range × H]` in padded rows.
///   - slope: `φ′`, `[range × H]` in padded rows.
///   - samples: the pairs of tokens.
///   - range: which samples.
///   - table: the gradient of the table, `[2p × H]` in padded rows.
func scatter<S: Scalar>(
  _ gradient: Matrix<S>, slope: Matrix<S>, _ samples: Samples, _ range: Range<Int>,
  into table: Matrix<S>
) {
  precondition(
    table.rows == 2 * samples.vocabulary && range.upperBound <= samples.count
      && gradient.rows == range.count && gradient.columns == table.columns, "shapes disagree")
  let width = table.vectorsPerRow
  for (i, sample) in range.enumerated() {
    let input = unsafe gradient.vectors(row: i)
    let slopes = unsafe slope.vectors(row: i)
    let first = unsafe table.vectors(row: Int(samples.first[sample]))
    let second = unsafe table.vectors(row: samples.vocabulary + Int(samples.second[sample]))
    for j in 0..<width {
      let d = unsafe input[j] * slopes[j]
      unsafe first[j] += d
      unsafe second[j] += d
    }
  }
}
