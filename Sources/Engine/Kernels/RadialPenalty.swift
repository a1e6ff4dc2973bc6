/// Measures a penalty on the length of hidden units, and replaces them by its gradient if asked to.
///
/// For each row `h` of length d, with `r = ‖h‖`:
/// ```
/// penalty = λ (1/d) (r − √d)²
/// dh      = 2 λ (1/d) (1 − √d / r) h · scale       (0 for r = 0)
/// ```
/// Tiwari, Chauhan & Singh 2026, arXiv:2606.32000, for the hidden units that enter the read-out.
///
/// - Parameters:
///   - hidden: `[N × d]` in padded rows. On return, `dh` if a gradient is wanted.
///   - weight: λ.
///   - gradientScale: `scale`, or `nil` if no gradient is needed.
/// - Returns: the rows' summed penalty.
func radialPenalty<S: Scalar>(
  _ hidden: Matrix<S>, weight: Double, gradientScale: S?
) -> Double {
  let length = Double(hidden.columns)
  let whole = hidden.columns / S.lanes
  var total = 0.0
  for i in 0..<hidden.rows {
    let row = unsafe hidden.vectors(row: i)
    let units = unsafe hidden.base + i * hidden.stride
    var sums = S.Vector.zero
    for j in 0..<whole { unsafe sums += row[j] * row[j] }
    var square = sums.sum()
    for j in whole * S.lanes..<hidden.columns { unsafe square += units[j] * units[j] }

    let r = Double(square).squareRoot()
    let excess = r - length.squareRoot()
    total += weight / length * excess * excess
    guard let gradientScale else { continue }
    let factor = r > 0 ? S(2 * weight / length * excess / r) * gradientScale : 0
    for j in 0..<whole { unsafe row[j] *= factor }
    for j in whole * S.lanes..<hidden.columns { unsafe units[j] *= factor }
  }
  return total
}
