extension Coordinator {
  /// Something the caller must do.
  enum Directive: Hashable, Sendable {
    /// Send trials of one cell to the worker, to be trained after those that it has; another worker
    /// may have put them aside.
    case assign([TrialID], attempt: Int, isReturned: Bool, to: WorkerID)
    /// Store the trial's result, which has just arrived.
    case record(TrialID)
    /// Compare the trial's result, which has just arrived, with the one that is stored.
    case compare(TrialID)
    /// Report that nothing was heard of the worker for so many seconds.
    case lost(WorkerID, silence: Double)
    /// Report that an attempt lost its worker, and the trial waits for another one.
    case requeue(AttemptID, from: WorkerID)
    /// Report that a trial has lost so many workers and is given up.
    case abandon(AttemptID, losses: Int, from: WorkerID)
    /// Report that a trial is not given up: one of the workers it lost is heard of again.
    case restore(AttemptID, from: WorkerID)
    /// Report that a worker that was lost is heard of again, and goes on with what it has.
    case back(WorkerID)
    /// Tell a worker that was lost to drop what it has, and to say that it is ready.
    case recall(WorkerID)
    /// Tell the worker to put aside what it trains.
    case drain(WorkerID)
    /// Report that the run ends early.
    case giveUp(GiveUp)
    /// Tell the worker that no work is left, whether or not it trains a duplicate.
    case dismiss(WorkerID)
  }

  /// Why a run ends early by itself.
  enum GiveUp: Hashable, Sendable {
    /// It has lost most of its workers, and has no result.
    case barren(lost: Int, of: Int)
    /// All workers are lost, so many of them, or have been told from outside to stop.
    case deserted(lost: Int)

    /// Whether nobody is left to put a trial aside.
    var isFinal: Bool {
      switch self {
      case .barren: false
      case .deserted: true
      }
    }
  }
}
