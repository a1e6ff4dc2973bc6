/// How the heads of a position's queries, keys or values lie in a row: side by side, each padded to
/// whole vectors, while the weights have them without padding.
struct AttentionHeads<S: Scalar> {
  /// The number of heads.
  let count: Int
  /// The number of elements of a head, d/h.
  let size: Int

  /// The number of elements of a padded head.
  var padded: Int { S.padded(size) }
  /// The same for kernels.
  var lanes: HeadLanes { HeadLanes(size: size, of: S.self) }
  /// The length of a row of heads.
  var columns: Int { count * padded }
  private var isDense: Bool { size == padded }

  /// The columns of a head in a row of heads.
  func lanes(_ head: Int) -> Range<Int> { head * padded..<head * padded + size }
  /// The columns of a head in `W_Q`, `W_K` and `W_V`, or its rows in `W_O`.
  func range(_ head: Int) -> Range<Int> { head * size..<(head + 1) * size }

  /// `y ← (x W + b) · factor`, head by head.
  func project(
    _ x: Matrix<S>, by weight: Matrix<S>, bias: Matrix<S>?, times factor: S = 1,
    into y: Matrix<S>
  ) {
    if isDense {
      multiply(x, by: weight, into: y)
    } else {
      for head in 0..<count {
        multiply(x, by: weight.columns(range(head)), into: y.columns(lanes(head)))
      }
    }
    if let bias { add(bias, toEachRowOf: y) }
    if factor != 1 { scale(y, by: factor) }
  }

  private func add(_ bias: Matrix<S>, toEachRowOf y: Matrix<S>) {
    for head in 0..<count {
      Engine.add(row: bias.columns(range(head)), toEachRowOf: y.columns(lanes(head)))
    }
  }

  /// `dW += xᵀ dy` and `db += Σ dy`: the way back of ``project(_:by:bias:times:into:)`` to its
  /// parameters.
  func addGradients(
    _ x: Matrix<S>, _ gradient: Matrix<S>, to weight: Matrix<S>, bias: Matrix<S>?
  ) {
    if isDense {
      multiply(x, .transposed, by: gradient, into: weight, accumulating: true)
    } else {
      for head in 0..<count {
        multiply(
          x, .transposed, by: gradient.columns(lanes(head)), into: weight.columns(range(head)),
          accumulating: true)
      }
    }
    guard let bias else { return }
    for head in 0..<count {
      sumRows(
        of: gradient.columns(lanes(head)), into: bias.columns(range(head)), accumulating: true)
    }
  }

  /// `dx ← dy Wᵀ`, or `dx + dy Wᵀ`: the way back of ``project(_:by:bias:times:into:)`` to its input.
  func projectBackward(
    _ gradient: Matrix<S>, by weight: Matrix<S>, into x: Matrix<S>, accumulating: Bool
  ) {
    guard !isDense else {
      return multiply(gradient, by: weight, .transposed, into: x, accumulating: accumulating)
    }
    for head in 0..<count {
      multiply(
        gradient.columns(lanes(head)), by: weight.columns(range(head)), .transposed, into: x,
        accumulating: accumulating || head > 0)
    }
  }

  /// `y += Σ_h x_h W_h`, with `W_O`'s rows for each head.
  func addOutput(_ x: Matrix<S>, by weight: Matrix<S>, to y: Matrix<S>) {
    guard !isDense else { return multiply(x, by: weight, into: y, accumulating: true) }
    for head in 0..<count {
      multiply(x.columns(lanes(head)), by: weight.rows(range(head)), into: y, accumulating: true)
    }
  }

  /// `dW_h += x_hᵀ dy` and `dx_h ← dy W_hᵀ`: the way back of ``addOutput(_:by:to:)``.
  func addOutputBackward(
    _ x: Matrix<S>, _ gradient: Matrix<S>, by weight: Matrix<S>, to weightGradient: Matrix<S>,
    into inputGradient: Matrix<S>
  ) {
    guard !isDense else {
      multiply(x, .transposed, by: gradient, into: weightGradient, accumulating: true)
      return multiply(gradient, by: weight, .transposed, into: inputGradient)
    }
    for head in 0..<count {
      let (lanes, rows) = (lanes(head), range(head))
      multiply(
        x.columns(lanes), .transposed, by: gradient, into: weightGradient.rows(rows),
        accumulating: true)
      multiply(
        gradient, by: weight.rows(rows), .transposed, into: inputGradient.columns(lanes))
    }
  }
}
