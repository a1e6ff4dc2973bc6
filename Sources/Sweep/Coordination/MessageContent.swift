import Engine

/// Trials of one cell.
struct Assignment: Hashable, Sendable {
  /// The cell's configuration as canonical JSON.
  var cell: String
  /// Which attempt this is, counted from 1.
  var attempt: Int
  /// Whether there may be checkpoints of them.
  var resumes: Bool
  /// The trials, in the order in which to train them.
  var trials: [TrialID]
  /// The seed of each of them.
  var seeds: [Int]
}

/// What a worker at work tells of itself.
struct Heartbeat: Hashable, Sendable {
  /// What it trains, if anything.
  var attempt: AttemptID?
  /// The trial's step.
  var step: Int
  /// How it got on since its last message.
  var pace: Pace
}

/// What a worker hands in: a result, and how it came about.
struct TrialReport: Hashable, Sendable {
  /// Which trial it is of.
  var trial: TrialID
  /// Which attempt at the trial this was, counted from 1.
  var attempt: Int
  /// When it began, in seconds since 1970.
  var startedAt: Double
  /// How long it took, in all attempts of which a checkpoint tells.
  var wallSeconds: Double
  /// Whether there is a checkpoint of it, which nobody needs once the result is stored.
  var leavesCheckpoint: Bool
  /// What it left behind.
  var result: TrialResult

  /// The attempt at the trial.
  var id: AttemptID { AttemptID(trial: trial, number: attempt) }
}
