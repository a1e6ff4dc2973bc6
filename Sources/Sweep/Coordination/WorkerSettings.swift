/// What a worker is, and where it puts trials aside.
struct WorkerSettings: Sendable {
  /// What it runs on.
  var provenance: Provenance
  /// Where checkpoints are, or `nil` to make none.
  var checkpoints: Checkpoints?
  /// The time between two checkpoints of a trial, in seconds.
  var checkpointInterval = 30.0
  /// Whether the process was told from outside to stop.
  var isToldToStop: @Sendable () -> Bool = { false }
}
