import Foundation

/// How a run has ended.
struct RunOutcome {
  /// Trials that lost their worker at every attempt.
  var abandoned = 0
  /// Trials that are left for another run.
  var waiting = 0
  /// Workers that were lost and have not come back.
  var lost = 0

  /// 0, `EX_UNAVAILABLE` if trials were abandoned, or `EX_TEMPFAIL` if the same command again has
  /// more to train (sysexits(3)).
  var exitCode: Int32 { waiting > 0 ? EX_TEMPFAIL : abandoned > 0 ? EX_UNAVAILABLE : 0 }

  /// What to do about it, in one line.
  var advice: String? {
    if waiting > 0 {
      return "incomplete: \(waiting) trials are left; the same command continues"
    }
    guard abandoned > 0 else { return nil }
    return "\(abandoned) trials are abandoned; the same command tries them again"
  }
}

extension RunOutcome {
  /// How a run has ended by what it has left in its store.
  init(_ store: ResultStore) throws {
    let missing = try store.missingTrials()
    let due = try SeedSchedule(store.experiment, store: store, workload: missing)?.released
    abandoned = try store.tally().cells.reduce(0) { $0 + $1.abandoned }
    waiting = (due?.reduce(0, +) ?? missing.count) - abandoned
  }
}
