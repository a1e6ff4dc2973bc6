/// The mean of each column.
func columnMeans(_ matrix: Matrix<Double>) -> [Double] {
  var sums = [Double](repeating: 0, count: matrix.columns)
  for row in 0..<matrix.rows {
    for column in sums.indices { sums[column] += matrix[row, column] }
  }
  return sums.map { $0 / Double(matrix.rows) }
}

/// Takes a row off each row of a matrix.
func subtract(_ row: [Double], fromEachRowOf matrix: Matrix<Double>) {
  precondition(row.count == matrix.columns, "\(row.count) of \(matrix.columns) columns")
  for index in 0..<matrix.rows {
    for column in row.indices { matrix[index, column] -= row[column] }
  }
}
