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
    /// Report that the trial lost its worker at an attempt, and waits for another one.
    case requeue(TrialID, attempt: Int, from: WorkerID)
    /// Report that the trial lost its worker at each of its attempts and is given up.
    case abandon(TrialID, attempts: Int, from: WorkerID)
    /// Tell a worker that was lost to drop what it has, and to say that it is ready.
    case recall(WorkerID)
    /// Tell the worker to put aside what it trains.
    case drain(WorkerID)
    /// Report that the run ends because it lost so many workers and has no result.
    case giveUp(losses: Int)
    /// Tell the worker that no work is left, whether or not it trains a duplicate.
    case dismiss(WorkerID)
  }

  /// When a worker counts as lost, and how much it is given at once; all in seconds.
  enum Limits {
    /// The shortest silence after which a worker counts as lost.
    static let shortestLease = 5.0
    /// The silence allowed in a cell of which it is not known how often its trials report.
    static let firstLease = 60.0
    /// The silence allowed, as a multiple of the longest one seen in the cell.
    static let leaseFactor = 10.0
    /// How much work goes out in one message, if trials are shorter than that.
    static let batch = 0.05
    /// The most trials in one message.
    static let batchCount = 256
    /// The next trial is sent ahead if the cell's trials are shorter than that.
    ///
    /// A worker that waits for one loses a hundredth of a second; one sent ahead too early might
    /// wait for long while other workers have nothing to do.
    static let sentAhead = 1.0
    /// The number of workers lost before the first result at which a run gives up.
    static let barrenLosses = 5
  }
}
