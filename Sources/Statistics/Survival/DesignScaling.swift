/// Columns centered and scaled, where the first column of ones takes up the means.
struct DesignScaling {
  let columns: [ScaledColumn?]
  let hasIntercept: Bool

  init(_ rows: [[Double]]) {
    let width = rows.first?.count ?? 0
    hasIntercept = rows.allSatisfy { $0.first == 1 }
    let centers = hasIntercept
    columns = (0..<width).map { index in
      guard centers, index > 0 else { return nil }
      let column = ScaledColumn(rows.map { $0[index] })
      return column.scale > 0 ? column : nil
    }
  }

  func scaled(_ row: [Double]) -> [Double] {
    zip(row, columns).map { value, column in
      column.map { (value - $0.mean) / $0.scale } ?? value
    }
  }

  /// The rows of the matrix that turns scaled coefficients into plain ones.
  private var matrix: [[Double]] {
    columns.indices.map { i in
      columns.indices.map { j in
        if i == j { return columns[i].map { 1 / $0.scale } ?? 1 }
        return i == 0 && hasIntercept ? columns[j].map { -$0.mean / $0.scale } ?? 0 : 0
      }
    }
  }

  func unscaled(_ coefficients: [Double]) -> [Double] {
    matrix.map { row in zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// Standard errors from the covariance of the scaled coefficients and `ln σ`.
  func errors(_ covariance: [[Double]]) -> [Double] {
    let plain = matrix.map { row -> Double in
      var variance = 0.0
      for i in row.indices where row[i] != 0 {
        for j in row.indices { variance += row[i] * covariance[i][j] * row[j] }
      }
      return variance.squareRoot()
    }
    return plain + [covariance[columns.count][columns.count].squareRoot()]
  }
}
