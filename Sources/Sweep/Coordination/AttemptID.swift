/// One execution of a trial by a worker.
struct AttemptID: Hashable, Sendable {
  let trial: TrialID
  /// Which execution of the trial in this run, counted from 1.
  let number: Int
}

/// A worker: its rank under MPI, otherwise the position of its thread.
struct WorkerID: RawRepresentable, Hashable, Sendable {
  let rawValue: Int
}
