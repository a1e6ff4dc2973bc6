import Engine

/// How the accuracies of a trial cross their thresholds.
///
/// A milestone lies in the interval from the evaluation before it, exclusive, to its own step,
/// inclusive: it is interval-censored, and its resolution is that interval's length.
struct Crossings: Hashable, Sendable {
  /// The last evaluated step before the memorization step.
  let beforeMemorization: Int?
  /// The last evaluated step before the generalization step.
  let beforeGeneralization: Int?
  /// Train less test accuracy at the memorization step.
  let gapAtMemorization: Double?
  /// Train less test accuracy at the generalization step.
  let gapAtGeneralization: Double?
  /// Whether train accuracy is below its threshold again at the generalization step.
  let memorizationLost: Bool
  /// Whether train accuracy falls by more than ``collapse`` below its threshold between the two steps.
  let memorizationCollapsed: Bool
  /// How often test accuracy falls below its threshold after the generalization step.
  let relapses: Int

  /// The gap below which train and test accuracy count as one curve.
  ///
  /// A delayed generalization has a gap of nearly 1; the runs of Truong et al. 2026,
  /// arXiv:2603.13331, whose accuracies move together have 0.02 (0.92 and 0.90).
  static let smallGap = 0.05

  /// By how much train accuracy must fall below its threshold to count as collapsed.
  ///
  /// The rule is ours. A spike of an adaptive optimizer costs a few per cent; the cells it was made for
  /// fall to 0.14 to 0.72.
  static let collapse = 0.25
  /// The gap at the memorization step below which test accuracy had risen along with train accuracy.
  ///
  /// The rule is ours: half of the gap of 1 that a delayed generalization has at most.
  static let wideGap = 0.5

  /// Whether the trial's accuracies move together.
  ///
  /// Either at the generalization step: train accuracy has then left its threshold again, and test
  /// accuracy is close to it. Or all along: test accuracy had already risen with train accuracy at
  /// the memorization step, and train accuracy collapses between the two. The step is then a first
  /// crossing of a noisy curve, and no delayed generalization.
  var isUnstable: Bool {
    if memorizationLost, let gap = gapAtGeneralization, gap.magnitude < Self.smallGap {
      return true
    }
    guard memorizationCollapsed, let gap = gapAtMemorization else { return false }
    return gap < Self.wideGap
  }
}

extension Crossings {
  /// Reads a trajectory.
  init(
    _ trajectory: [Evaluation], _ memorization: Milestone, _ generalization: Milestone,
    trainThreshold: Double, testThreshold: Double
  ) {
    func index(_ milestone: Milestone) -> Int? {
      trajectory.firstIndex { $0.step == milestone.step }
    }
    func before(_ index: Int?) -> Int? {
      index.flatMap { $0 > 0 ? trajectory[$0 - 1].step : nil }
    }
    func gap(_ index: Int?) -> Double? {
      finite(index.map { trajectory[$0].trainAccuracy - trajectory[$0].testAccuracy })
    }
    let (start, end) = (index(memorization), index(generalization))
    beforeMemorization = before(start)
    beforeGeneralization = before(end)
    gapAtMemorization = gap(start)
    gapAtGeneralization = gap(end)
    memorizationLost =
      if let start, let end, start < end {
        !(trajectory[end].trainAccuracy >= trainThreshold)
      } else { false }
    memorizationCollapsed =
      if let start, let end, start < end {
        trajectory[start...end].contains {
          !($0.trainAccuracy >= trainThreshold - Self.collapse)
        }
      } else { false }
    var relapses = 0
    if let end {
      for (previous, next) in zip(trajectory[end...], trajectory[end...].dropFirst())
      where previous.testAccuracy >= testThreshold && !(next.testAccuracy >= testThreshold) {
        relapses += 1
      }
    }
    self.relapses = relapses
  }
}

/// The number, unless it is infinite or none.
func finite(_ number: Double?) -> Double? { number.flatMap { $0.isFinite ? $0 : nil } }
