/// The columns of a trial after its axes, in their order: those of the view `results` and of
/// ``ExportContent/trials``.
enum TrialColumn: String, CaseIterable, Sendable {
  case seed
  /// What its milestones make of it.
  case outcome
  /// How its training ended.
  case ending
  /// The last evaluated step.
  case steps
  /// Empty while censored.
  case memorizationStep = "memorization_step"
  /// The step up to which it is known not to have memorized: of the evaluation before the milestone,
  /// or the one after which it is censored; empty if it had at the first evaluation.
  case memorizationAfter = "memorization_after"
  /// Empty while censored.
  case generalizationStep = "generalization_step"
  /// The same for its generalization, which lies in (`generalization_after`, `generalization_step`].
  case generalizationAfter = "generalization_after"
  /// The generalization step less the memorization step; empty while either is censored.
  case delay
  /// 1 if it generalized and 0 if that is censored; empty if it diverged, as there is no such time.
  case event
  /// The generalization step, or the step after which it is censored; empty if it diverged.
  case time
  /// `‖θ‖²` at the memorization step.
  case norm2Memorization = "norm2_memorization"
  /// `‖θ‖²` at the generalization step.
  case norm2Generalization = "norm2_generalization"
  /// `‖θ‖²` at the last evaluation, as the four that follow.
  case norm2End = "norm2_end"
  case trainLoss = "train_loss"
  case trainAccuracy = "train_accuracy"
  case testLoss = "test_loss"
  case testAccuracy = "test_accuracy"
  /// At the last evaluation, too; empty if there was no pruning.
  case compressionFactor = "compression_factor"
  /// How often test accuracy fell below its threshold after the generalization step; empty while
  /// censored.
  case relapses
  /// Train less test accuracy at the generalization step.
  case gapGeneralization = "gap_generalization"

  /// All names.
  static let names = allCases.map(\.rawValue)

  /// Where it comes from: trials `t`, their milestones `m`, and their last evaluations `e`.
  var sql: String {
    switch self {
    case .seed, .ending, .steps: "t.\(rawValue)"
    case .outcome:
      """
      CASE WHEN m.trial IS NULL THEN NULL WHEN t.ending = 'diverged' THEN 'diverged' \
      WHEN m.generalization_step IS NOT NULL THEN 'generalized' \
      WHEN m.memorization_step IS NOT NULL THEN 'memorized' ELSE 'untrained' END
      """
    case .memorizationAfter: "coalesce(m.memorization_censored_after, m.before_memorization)"
    case .generalizationAfter:
      "coalesce(m.generalization_censored_after, m.before_generalization)"
    case .delay: "m.generalization_step - m.memorization_step"
    case .event:
      """
      CASE WHEN m.trial IS NULL OR t.ending = 'diverged' THEN NULL \
      WHEN m.generalization_step IS NULL THEN 0 ELSE 1 END
      """
    case .time:
      """
      CASE WHEN t.ending <> 'diverged' \
      THEN coalesce(m.generalization_step, m.generalization_censored_after) END
      """
    case .memorizationStep, .generalizationStep, .norm2Memorization, .norm2Generalization,
      .norm2End, .compressionFactor, .gapGeneralization:
      "m.\(rawValue)"
    case .relapses: "CASE WHEN m.generalization_step IS NOT NULL THEN m.relapses END"
    case .trainLoss, .trainAccuracy, .testLoss, .testAccuracy: "e.\(rawValue)"
    }
  }
}
