import Statistics

/// Another law of the same cells, with its scores.
struct Rival: Sendable {
  /// What it is called.
  let name: String
  /// Its score of each cell.
  let scores: [Int: Double]
  /// Whether the law it is held against says the same for some exponents.
  var isSpecialCase = false
}

/// How much better a law predicts cells that it was not fitted to than another.
struct HeldOutComparison: Hashable, Sendable {
  /// The other law.
  let rival: String
  /// The mean difference of the cells' scores, own less rival's: above 0 where the law is better.
  let difference: Double
  /// Its 95 % interval, Student's t of paired differences.
  let interval: Interval?
  /// How many cells both predict.
  let cells: Int

  /// Whether the rival is better by more than the uncertainty.
  var isWorse: Bool { interval.map { $0.high < 0 } ?? false }

  /// Compares the scores of the cells that both predict; `nil` if they are fewer than three.
  init?(_ scores: [Int: Double], _ rivalScores: [Int: Double], rival: String) {
    let shared = scores.keys.filter { rivalScores[$0] != nil }.sorted()
    let mean = MeanEstimate(shared.map { (scores[$0] ?? 0) - (rivalScores[$0] ?? 0) })
    guard shared.count > 2, let difference = mean.mean else { return nil }
    self.rival = rival
    self.difference = difference
    interval = mean.interval
    cells = shared.count
  }

  /// The comparison with the rival that does best.
  static func best(
    _ scores: [Int: Double], _ rivals: [Rival]
  ) -> HeldOutComparison? {
    rivals.compactMap { HeldOutComparison(scores, $0.scores, rival: $0.name) }
      .min { $0.difference < $1.difference }
  }
}
