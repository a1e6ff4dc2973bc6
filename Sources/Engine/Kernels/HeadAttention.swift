// Attention between rows whose heads lie side by side, each in whole vectors.

/// Scores a source: `s[h, i] = qᵢ_h · k[map(i)]_h`.
///
/// - Parameters:
///   - queries: `q`, `[N × h·v]` in padded rows: h heads of v elements, v in whole vectors.
///   - keys: `k`, rows like those of `q`.
///   - map: which row of `k` each row meets.
///   - scores: on return `s`, `[h × N]` or wider.
func scoreHeads<S: Scalar>(
  _ queries: Matrix<S>, _ keys: Matrix<S>, _ map: RowMap, into scores: Matrix<S>
) {
  let width = headWidth(queries, scores)
  precondition(keys.columns == queries.columns, "shapes disagree")
  for i in 0..<queries.rows {
    let q = unsafe queries.vectors(row: i)
    let k = unsafe keys.vectors(row: map[i])
    for head in 0..<scores.rows {
      var sum = S.Vector.zero
      for j in head * width..<(head + 1) * width { unsafe sum.addProduct(q[j], k[j]) }
      scores[head, i] = sum.sum()
    }
  }
}

/// Passes a gradient back through ``scoreHeads(_:_:_:into:)``: `dqᵢ_h += ds k` and `dk += ds q`.
func scoreHeadsAdjoint<S: Scalar>(
  _ gradient: Matrix<S>, _ queries: Matrix<S>, _ keys: Matrix<S>, _ map: RowMap,
  queryGradient: Matrix<S>, keyGradient: Matrix<S>
) {
  let width = headWidth(queries, gradient)
  precondition(
    keys.columns == queries.columns && queryGradient.columns == queries.columns
      && keyGradient.columns == queries.columns, "shapes disagree")
  for i in 0..<queries.rows {
    let (q, dq) = unsafe (queries.vectors(row: i), queryGradient.vectors(row: i))
    let (k, dk) = unsafe (keys.vectors(row: map[i]), keyGradient.vectors(row: map[i]))
    for head in 0..<gradient.rows {
      let d = S.Vector(repeating: gradient[head, i])
      for j in head * width..<(head + 1) * width {
        unsafe dq[j].addProduct(d, k[j])
        unsafe dk[j].addProduct(d, q[j])
      }
    }
  }
}

/// Adds what a source contributes: `oᵢ_h += w[h, i] · v[map(i)]_h`.
func mixHeads<S: Scalar>(
  _ weights: Matrix<S>, _ values: Matrix<S>, _ map: RowMap, into output: Matrix<S>
) {
  let width = headWidth(output, weights)
  precondition(values.columns == output.columns, "shapes disagree")
  for i in 0..<output.rows {
    let target = unsafe output.vectors(row: i)
    let value = unsafe values.vectors(row: map[i])
    for head in 0..<weights.rows {
      let share = S.Vector(repeating: weights[head, i])
      for j in head * width..<(head + 1) * width { unsafe target[j].addProduct(share, value[j]) }
    }
  }
}

/// Passes a gradient back through ``mixHeads(_:_:_:into:)``: `dw = do · v` and `dv += w do`.
func mixHeadsAdjoint<S: Scalar>(
  _ gradient: Matrix<S>, weights: Matrix<S>, _ values: Matrix<S>, _ map: RowMap,
  weightGradient: Matrix<S>, valueGradient: Matrix<S>
) {
  let width = headWidth(gradient, weights)
  precondition(
    values.columns == gradient.columns && valueGradient.columns == gradient.columns
      && weightGradient.rows == weights.rows, "shapes disagree")
  for i in 0..<gradient.rows {
    let d = unsafe gradient.vectors(row: i)
    let (v, dv) = unsafe (values.vectors(row: map[i]), valueGradient.vectors(row: map[i]))
    for head in 0..<weights.rows {
      let share = S.Vector(repeating: weights[head, i])
      var sum = S.Vector.zero
      for j in head * width..<(head + 1) * width {
        unsafe sum.addProduct(d[j], v[j])
        unsafe dv[j].addProduct(share, d[j])
      }
      weightGradient[head, i] = sum.sum()
    }
  }
}

/// The number of vectors that hold one head.
private func headWidth<S: Scalar>(_ rows: Matrix<S>, _ weights: Matrix<S>) -> Int {
  let width = rows.columns / weights.rows / S.lanes
  precondition(
    width * weights.rows * S.lanes == rows.columns && weights.columns >= rows.rows,
    "\(weights.rows) heads do not fill \(rows.columns) elements")
  return width
}
