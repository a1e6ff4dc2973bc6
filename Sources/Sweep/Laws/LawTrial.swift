/// A trial as the delay laws see it: it generalized after it memorized.
struct LawTrial: Sendable {
  /// The index of its cell.
  let cell: Int
  /// What is known of the cell.
  let label: CellLabel
  /// The logarithms of the cell's values of ``SurvivalFit/candidates``, where they are above 0.
  let fieldLogs: [String: Double]
  /// `ηλ`.
  let rate: Double
  /// The delay, in steps, above 0.
  let delay: Double
  /// The memorization step.
  let memorization: Double
  /// What else its milestones say.
  let milestones: Milestones

  /// `‖θ‖²` at a point, if it is known and above 0.
  func norm2(_ point: NormPoint) -> Double? {
    milestones.norm2(point).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
  }
}
