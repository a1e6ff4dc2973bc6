// Attention whose scores and values are looked up by token.
//
// Weights lie with a row for each (source, head) and a column for each sample, so that the softmax
// over a few sources runs through whole vectors of samples.

/// Looks up the scores of a source: `w[h, i] = t_h[query(i), key(i)]`.
///
/// - Parameters:
///   - lookup: `t`, `[h·Q × K]`: `[Q × K]` scores for each head, one below the other.
///   - queries: which row of its head's scores each sample reads.
///   - keys: which column it reads.
///   - count: the number of samples.
///   - weights: on return `w`, `[h × count]` or wider.
func gatherScores<S: Scalar>(
  _ lookup: Matrix<S>, queries: RowMap, keys: RowMap, count: Int, into weights: Matrix<S>
) {
  let queryRows = lookup.rows / weights.rows
  for head in 0..<weights.rows {
    for i in 0..<count {
      weights[head, i] = lookup[head * queryRows + queries[i], keys[i]]
    }
  }
}

/// Takes the gradient of ``gatherScores(_:queries:keys:count:into:)`` back, adding it to that of
/// the scores it was looked up in.
func gatherScoresBackward<S: Scalar>(
  _ weights: Matrix<S>, queries: RowMap, keys: RowMap, count: Int, into lookup: Matrix<S>
) {
  let queryRows = lookup.rows / weights.rows
  for head in 0..<weights.rows {
    for i in 0..<count {
      lookup[head * queryRows + queries[i], keys[i]] += weights[head, i]
    }
  }
}

/// Turns scores into weights in place: a softmax over the sources, for each head and sample.
///
/// - Parameters:
///   - weights: `[sources·h × N]` in padded rows.
///   - heads: h.
///   - count: the number of samples; what stands in later columns is of no meaning.
func softmaxOverSources<S: Scalar>(_ weights: Matrix<S>, heads: Int, count: Int) {
  let sources = weights.rows / heads
  let step = heads * weights.stride / S.lanes
  for head in 0..<heads {
    let first = unsafe weights.vectors(row: head)
    for i in 0..<S.padded(count) / S.lanes {
      var largest = unsafe first[i]
      for s in 1..<max(sources, 1) { largest = unsafe S.larger(largest, first[s * step + i]) }
      var sum = S.Vector.zero
      for s in 0..<sources {
        let weight = unsafe S.exponential(first[s * step + i] - largest)
        unsafe first[s * step + i] = weight
        sum += weight
      }
      let share = 1 / sum
      for s in 0..<sources { unsafe first[s * step + i] *= share }
    }
  }
}

/// Takes the gradient of ``softmaxOverSources(_:heads:count:)`` back in place, from that of weights
/// to that of scores: `ds = w (dw − Σ w dw)`.
func softmaxBackward<S: Scalar>(
  _ gradient: Matrix<S>, weights: Matrix<S>, heads: Int, count: Int
) {
  precondition(
    gradient.rows == weights.rows && gradient.stride == weights.stride, "shapes disagree")
  let sources = weights.rows / heads
  let step = heads * weights.stride / S.lanes
  for head in 0..<heads {
    let w = unsafe weights.vectors(row: head)
    let d = unsafe gradient.vectors(row: head)
    for i in 0..<S.padded(count) / S.lanes {
      var total = S.Vector.zero
      for s in 0..<sources { unsafe total += w[s * step + i] * d[s * step + i] }
      for s in 0..<sources {
        unsafe d[s * step + i] = w[s * step + i] * (d[s * step + i] - total)
      }
    }
  }
}

/// Adds what a source contributes: `xᵢ += Σ_h w[h, i] · t[map(i)]_h`.
///
/// - Parameters:
///   - weights: `w`, `[h × N]`.
///   - lookup: `t`, a row of h padded vectors of length d for each token.
///   - map: which row of `t` each sample reads.
///   - output: `x`, `[N × d]` in padded rows.
func mix<S: Scalar>(
  _ weights: Matrix<S>, _ lookup: Matrix<S>, _ map: RowMap, into output: Matrix<S>
) {
  let (heads, width) = (weights.rows, output.vectorsPerRow)
  precondition(
    lookup.columns == heads * width * S.lanes && weights.columns >= output.rows, "shapes disagree")
  for i in 0..<output.rows {
    let values = unsafe lookup.vectors(row: map[i])
    let target = unsafe output.vectors(row: i)
    let shares = unsafe weights.base + i
    for j in 0..<width {
      var sum = unsafe target[j]
      for head in 0..<heads {
        unsafe sum.addProduct(
          values[head * width + j], S.Vector(repeating: shares[head * weights.stride]))
      }
      unsafe target[j] = sum
    }
  }
}

/// Takes the gradient of ``mix(_:_:_:into:)`` back.
///
/// - Parameters:
///   - gradient: `dx`, `[N × d]` in padded rows.
///   - weights: `w`, `[h × N]`.
///   - lookup: `t`.
///   - map: which row of `t` each sample read.
///   - weightGradient: on return `dw`, `[h × N]`.
///   - lookupGradient: to which `dt` is added.
func mixBackward<S: Scalar>(
  _ gradient: Matrix<S>, weights: Matrix<S>, _ lookup: Matrix<S>, _ map: RowMap,
  weightGradient: Matrix<S>, lookupGradient: Matrix<S>
) {
  let (heads, width) = (weights.rows, gradient.vectorsPerRow)
  let lastCount = gradient.lastCount
  precondition(
    lookup.columns == heads * width * S.lanes && lookupGradient.columns == lookup.columns
      && weightGradient.rows == heads && weightGradient.columns >= gradient.rows, "shapes disagree")
  for i in 0..<gradient.rows {
    let d = unsafe gradient.vectors(row: i)
    let values = unsafe lookup.vectors(row: map[i])
    let slopes = unsafe lookupGradient.vectors(row: map[i])
    for head in 0..<heads {
      let share = S.Vector(repeating: weights[head, i])
      var sum = S.Vector.zero
      for j in 0..<width {
        var (slope, value) = unsafe (d[j], values[head * width + j])
        unsafe slopes[head * width + j].addProduct(slope, share)
        if j == width - 1 {
          slope = S.prefix(lastCount, of: slope, else: 0)
          value = S.prefix(lastCount, of: value, else: 0)
        }
        sum.addProduct(slope, value)
      }
      weightGradient[head, i] = sum.sum()
    }
  }
}
