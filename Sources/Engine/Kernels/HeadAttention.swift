// Attention between rows whose heads lie side by side, each in whole vectors of which the last may
// end in padding.

/// How heads lie in a row: each in vectors of its own.
struct HeadLanes {
  /// The number of vectors of a head.
  let width: Int
  /// The number of elements in the last of them.
  let lastCount: Int

  /// Heads of so many elements.
  init<S: Scalar>(size: Int, of _: S.Type) {
    width = S.padded(size) / S.lanes
    lastCount = size - (width - 1) * S.lanes
  }
}

/// The sum of the products of two heads' elements.
@inline(__always)
private func dot<S: Scalar>(
  _ a: UnsafeMutablePointer<S.Vector>, _ b: UnsafeMutablePointer<S.Vector>, _ lanes: HeadLanes,
  of _: S.Type
) -> S {
  var sum = S.Vector.zero
  for j in 0..<lanes.width - 1 { unsafe sum.addProduct(a[j], b[j]) }
  let (left, right) = unsafe (a[lanes.width - 1], b[lanes.width - 1])
  sum.addProduct(
    S.prefix(lanes.lastCount, of: left, else: 0), S.prefix(lanes.lastCount, of: right, else: 0))
  return sum.sum()
}

/// Scores a source: `s[h, i] = qᵢ_h · k[map(i)]_h`.
///
/// - Parameters:
///   - queries: `q`, `[N × h·v]` in padded rows: h heads of v elements, v in whole vectors.
///   - keys: `k`, rows like those of `q`.
///   - map: which row of `k` each row meets.
///   - lanes: how heads lie in both.
///   - scores: on return `s`, `[h × N]` or wider.
func scoreHeads<S: Scalar>(
  _ queries: Matrix<S>, _ keys: Matrix<S>, _ map: RowMap, _ lanes: HeadLanes,
  into scores: Matrix<S>
) {
  checkHeads(queries, scores, lanes)
  precondition(keys.columns == queries.columns, "shapes disagree")
  for i in 0..<queries.rows {
    let q = unsafe queries.vectors(row: i)
    let k = unsafe keys.vectors(row: map[i])
    for head in 0..<scores.rows {
      let start = head * lanes.width
      scores[head, i] = unsafe dot(q + start, k + start, lanes, of: S.self)
    }
  }
}

/// Takes the gradient of ``scoreHeads(_:_:_:_:into:)`` back: `dqᵢ_h += ds k` and `dk += ds q`.
func scoreHeadsBackward<S: Scalar>(
  _ gradient: Matrix<S>, _ queries: Matrix<S>, _ keys: Matrix<S>, _ map: RowMap,
  _ lanes: HeadLanes, queryGradient: Matrix<S>, keyGradient: Matrix<S>
) {
  checkHeads(queries, gradient, lanes)
  precondition(
    keys.columns == queries.columns && queryGradient.columns == queries.columns
      && keyGradient.columns == queries.columns, "shapes disagree")
  for i in 0..<queries.rows {
    let (q, dq) = unsafe (queries.vectors(row: i), queryGradient.vectors(row: i))
    let (k, dk) = unsafe (keys.vectors(row: map[i]), keyGradient.vectors(row: map[i]))
    for head in 0..<gradient.rows {
      let d = S.Vector(repeating: gradient[head, i])
      for j in head * lanes.width..<(head + 1) * lanes.width {
        unsafe dq[j].addProduct(d, k[j])
        unsafe dk[j].addProduct(d, q[j])
      }
    }
  }
}

/// Adds what a source contributes: `oᵢ_h += w[h, i] · v[map(i)]_h`.
func mixHeads<S: Scalar>(
  _ weights: Matrix<S>, _ values: Matrix<S>, _ map: RowMap, _ lanes: HeadLanes,
  into output: Matrix<S>
) {
  checkHeads(output, weights, lanes)
  precondition(values.columns == output.columns, "shapes disagree")
  for i in 0..<output.rows {
    let target = unsafe output.vectors(row: i)
    let value = unsafe values.vectors(row: map[i])
    for head in 0..<weights.rows {
      let share = S.Vector(repeating: weights[head, i])
      for j in head * lanes.width..<(head + 1) * lanes.width {
        unsafe target[j].addProduct(share, value[j])
      }
    }
  }
}

/// Takes the gradient of ``mixHeads(_:_:_:_:into:)`` back: `dw = do · v` and `dv += w do`.
func mixHeadsBackward<S: Scalar>(
  _ gradient: Matrix<S>, weights: Matrix<S>, _ values: Matrix<S>, _ map: RowMap,
  _ lanes: HeadLanes, weightGradient: Matrix<S>, valueGradient: Matrix<S>
) {
  checkHeads(gradient, weights, lanes)
  precondition(
    values.columns == gradient.columns && valueGradient.columns == gradient.columns
      && weightGradient.rows == weights.rows, "shapes disagree")
  for i in 0..<gradient.rows {
    let d = unsafe gradient.vectors(row: i)
    let (v, dv) = unsafe (values.vectors(row: map[i]), valueGradient.vectors(row: map[i]))
    for head in 0..<weights.rows {
      let share = S.Vector(repeating: weights[head, i])
      let start = head * lanes.width
      for j in start..<start + lanes.width { unsafe dv[j].addProduct(share, d[j]) }
      weightGradient[head, i] = unsafe dot(d + start, v + start, lanes, of: S.self)
    }
  }
}

private func checkHeads<S: Scalar>(_ rows: Matrix<S>, _ weights: Matrix<S>, _ lanes: HeadLanes) {
  precondition(
    lanes.width * weights.rows * S.lanes == rows.columns && weights.columns >= rows.rows,
    "\(weights.rows) heads do not fill \(rows.columns) elements")
}
