/// Whether a trial has met its stop rule.
struct StopCondition {
  let rule: StopRule
  /// The first evaluated step of the present run at or above the accuracy.
  private var since: Int?
  /// The number of evaluations in that run.
  private var count = 0

  init(_ rule: StopRule) { self.rule = rule }

  /// Takes the next evaluation, and tells whether it ends the trial.
  mutating func isMet(by evaluation: Evaluation) -> Bool {
    guard evaluation.testAccuracy >= rule.testAccuracy else {
      (since, count) = (nil, 0)
      return false
    }
    let start = since ?? evaluation.step
    since = start
    count += 1
    return count >= rule.sustained && Double(evaluation.step) >= rule.extra * Double(start)
  }
}
