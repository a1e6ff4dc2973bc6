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

  /// When a worker counts as lost, and how much it is given at once; all in seconds.
  enum Limits {
    /// The shortest silence after which a worker is suspected: five of its signs of life.
    static let shortestLease = 5.0
    /// The silence allowed in a cell of which it is not known how often its trials report.
    static let firstLease = 60.0
    /// The silence allowed, as a multiple of what is usual in the cell.
    static let usualFactor = 10.0
    /// The silence allowed, as a multiple of the longest one remembered of the cell.
    static let longestFactor = 3.0
    /// The silence allowed to a thread of this process, which cannot end alone: only a step that
    /// never ends, or a file system that never answers, can hold it for so long.
    static let threadLease = 600.0
    /// How long a worker is suspected before it counts as lost: two more signs of life.
    static let suspicion = 2.0
    /// The same if most workers are suspected together: what they share may come back.
    static let commonSuspicion = 30.0
    /// How long a run waits for a worker to come back when all are lost.
    static let desertion = 60.0
    /// How much work goes out in one message, if trials are shorter than that.
    static let batch = 0.05
    /// The most trials in one message.
    static let batchCount = 256
    /// The next trial is sent ahead if the cell's trials are shorter than that.
    ///
    /// A worker that waits for one loses a hundredth of a second; one sent ahead too early might
    /// wait for long while other workers have nothing to do.
    static let sentAhead = 1.0
    /// Cells are sorted anew once one result in so many is new, or after so many seconds.
    static let resortedShare = 20
    static let resortInterval = 60.0
  }
}
