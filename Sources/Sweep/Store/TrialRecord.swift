import Engine

/// A finished trial on its way into the store.
struct TrialRecord: Hashable, Sendable {
  /// What was trained, seed included: the trial's identity.
  var configuration: TrialConfiguration
  /// What it left behind.
  var result: TrialResult
  /// Who trained it, and for how long.
  var attempt: Attempt
}

/// One execution of a trial by a worker.
struct Attempt: Hashable, Sendable {
  /// Which execution of the trial this is, counted from 1.
  var number: Int
  /// The rank that trained.
  var rank: Int
  /// The rank's host.
  var host: String
  /// When it began, in seconds since 1970.
  var startedAt: Double
  /// How long it took.
  var wallSeconds: Double
}
