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
  /// What the rank ran on.
  var provenance: Provenance
  /// When it began, in seconds since 1970.
  var startedAt: Double
  /// How long it took.
  var wallSeconds: Double
}

/// Something that happened to a trial before it had a result.
struct TrialEvent: Hashable, Sendable {
  /// What happened.
  enum Kind: String, CaseIterable, Sendable {
    /// A worker was told to train it; written only of trials that last longer than a second.
    case assigned
    /// Its worker was lost.
    case lost
    /// A worker went on from a checkpoint.
    case resumed
    /// The run ended while it trained.
    case drained
    /// It was given up after its last allowed attempt.
    case abandoned
  }

  /// Which trial, seed included.
  var configuration: TrialConfiguration
  /// The attempt, counted from 1.
  var attempt: Int
  /// What happened.
  var kind: Kind
  /// The last step that is known of the attempt.
  var step: Int
  /// The rank that trained.
  var rank: Int
  /// What the rank ran on.
  var provenance: Provenance
  /// When, in seconds since 1970.
  var at: Double
  /// Why, in a few words; empty if there is nothing to explain.
  var reason: String
}
