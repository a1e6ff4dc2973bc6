/// The two tokens of each sample of a block, as rows of a matrix `[2p × H]`: `U`, then `V`.
struct TokenPairs {
  /// Which row of `U` each sample reads.
  let first: RowMap
  /// Which row of `V` each sample reads.
  let second: RowMap
  /// The number of tokens, p.
  let vocabulary: Int
}

/// Computes the hidden units of a block of samples from what each token contributes.
///
/// A layer whose input is a pair of tokens needs one row for each token and position only:
/// `h = φ(U[a] + V[b])`.
///
/// - Parameters:
///   - lookup: `U`, then `V`, `[2p × H]` in padded rows: the token's part of the pre-activation.
///   - tokens: the tokens of the block.
///   - hidden: on return `φ`, `[block × H]` in padded rows.
///   - slope: on return `φ′`, `[block × H]` in padded rows, unless `nil`.
///   - activation: φ.
func gatherUnits<S: Scalar>(
  _ lookup: Matrix<S>, _ tokens: TokenPairs, into hidden: Matrix<S>, slope: Matrix<S>?,
  by activation: Activation
) {
  precondition(
    lookup.rows == 2 * tokens.vocabulary && hidden.columns == lookup.columns, "shapes disagree")
  activation.run(GatherLoop(lookup: lookup, tokens: tokens, hidden: hidden, slope: slope))
}

private struct GatherLoop<S: Scalar>: NonlinearLoop {
  let lookup: Matrix<S>
  let tokens: TokenPairs
  let hidden: Matrix<S>
  let slope: Matrix<S>?

  @inline(__always)
  func run<F: Nonlinearity>(through nonlinearity: F.Type) {
    let (lookup, tokens, hidden, slope) = (lookup, tokens, hidden, slope)
    let width = lookup.vectorsPerRow
    for i in 0..<hidden.rows {
      let first = unsafe lookup.vectors(row: tokens.first[i])
      let second = unsafe lookup.vectors(row: tokens.vocabulary + tokens.second[i])
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
}

/// Takes the gradient of ``gatherUnits(_:_:into:slope:by:)`` back, adding each sample's row to those
/// of its tokens.
///
/// - Parameters:
///   - gradient: the gradient of `φ`, `[block × H]` in padded rows.
///   - slope: `φ′`, `[block × H]` in padded rows.
///   - tokens: the tokens of the block.
///   - lookup: the gradient of `U`, then of `V`, `[2p × H]` in padded rows.
func gatherUnitsBackward<S: Scalar>(
  _ gradient: Matrix<S>, slope: Matrix<S>, _ tokens: TokenPairs, into lookup: Matrix<S>
) {
  precondition(
    lookup.rows == 2 * tokens.vocabulary && gradient.columns == lookup.columns, "shapes disagree")
  let width = lookup.vectorsPerRow
  for i in 0..<gradient.rows {
    let input = unsafe gradient.vectors(row: i)
    let slopes = unsafe slope.vectors(row: i)
    let first = unsafe lookup.vectors(row: tokens.first[i])
    let second = unsafe lookup.vectors(row: tokens.vocabulary + tokens.second[i])
    for j in 0..<width {
      let d = unsafe input[j] * slopes[j]
      unsafe first[j] += d
      unsafe second[j] += d
    }
  }
}
