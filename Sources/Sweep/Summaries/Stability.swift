import Foundation
import Statistics

/// Whether the milestones of a cell mean what they say.
///
/// Delayed generalization is a trial that memorizes, stays memorized, and generalizes later. A cell
/// whose trials do something else is flagged as unstable; its milestones are shown, but no law is
/// fitted to them unless it is asked for. A cell is unstable if one of these holds:
///
/// 1. *Moving together*: in at least half of its trials that have a trajectory and generalized,
///    train accuracy had left its threshold again at the generalization step and test accuracy was
///    within 0.05 of it; or test accuracy was within 0.5 of train accuracy at the memorization step
///    already and train accuracy fell by more than 0.25 in between (``Crossings/isUnstable``).
/// 2. *Seeds disagree*: some trials generalize, at least half do not, and some of those never
///    memorized though others did.
/// 3. *Memorized at equilibrium*: at least half of the trials that memorized did so later than
///    `5/(ηλ)`, when decay alone would have left less than `e⁻⁵` of the initial parameters, and the
///    median of `|ln(‖θ_mem‖²/‖θ_end‖²)|` over them is below `ln 2`: there was no larger norm to
///    decay from.
///
/// The second and third need no trajectory, so that they hold for published files as well. They are
/// a rule of this program, not of a paper; `docs/statistics.md` has what it flags.
enum Stability: String, Hashable, Sendable {
  /// None of the signs.
  case stable
  /// Train and test accuracy move together.
  case movingTogether = "moving together"
  /// Not even memorization is common to the seeds.
  case seedsDisagree = "seeds disagree"
  /// Memorized long after the norm had settled.
  case memorizedAtEquilibrium = "memorized at equilibrium"

  /// The number of decay times `1/(ηλ)` after which nothing is left of the initial parameters.
  static let settledAfter = 5.0

  /// Looks at the trials of a cell.
  init(_ trials: [TrialSummary], decayRate: Double?) {
    let lasting = trials.map(\.milestones).filter { $0.outcome != .diverged }
    let generalized = lasting.filter { $0.outcome == .generalized }
    let memorized = lasting.filter { $0.memorization.step != nil }
    func isMost(_ count: Int, of total: Int) -> Bool { count > 0 && 2 * count >= total }

    let watched = generalized.compactMap(\.crossings)
    if isMost(watched.count { $0.isUnstable }, of: watched.count) {
      self = .movingTogether
      return
    }
    if !generalized.isEmpty, !memorized.isEmpty,
      isMost(lasting.count - generalized.count, of: lasting.count),
      lasting.contains(where: { $0.outcome == .untrained })
    {
      self = .seedsDisagree
      return
    }
    let late = memorized.filter { trial in
      guard let step = trial.memorization.step, let decayRate else { return false }
      return Double(step) * decayRate > Self.settledAfter
    }
    let changes = late.compactMap { trial -> Double? in
      guard let start = trial.norm2AtMemorization, let end = trial.norm2AtEnd, start > 0, end > 0
      else { return nil }
      return log(start / end).magnitude
    }.sorted()
    if isMost(late.count, of: memorized.count), !changes.isEmpty,
      quantile(changes, 0.5) < log(2)
    {
      self = .memorizedAtEquilibrium
      return
    }
    self = .stable
  }

  /// Whether it is flagged.
  var isUnstable: Bool { self != .stable }
}
