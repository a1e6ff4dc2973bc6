/// How far a row's own logit lies above the largest other one.
func margin(of logits: Matrix<Double>, row: Int, own: Int) -> Double {
  var rival = -Double.infinity
  for column in 0..<logits.columns where column != own { rival = max(rival, logits[row, column]) }
  return logits[row, own] - rival
}

/// The number of rows whose own logit is strictly the largest.
func correctCount(_ logits: Matrix<Double>, _ classes: [Int32]) -> Int {
  classes.indices.count { margin(of: logits, row: $0, own: Int(classes[$0])) > 0 }
}

/// The share of the same.
func accuracy(of logits: Matrix<Double>, _ classes: [Int32]) -> Double {
  Double(correctCount(logits, classes)) / Double(classes.count)
}
