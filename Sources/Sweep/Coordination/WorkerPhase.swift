/// What the coordinator believes of a worker.
///
/// Legal transitions:
/// - `heard → suspected`, when it has been silent for its lease;
/// - `suspected → heard`, when anything is heard of it;
/// - `suspected → lost`, when it stays silent; what it holds waits for others;
/// - `lost → heard`, when anything is heard of it. Its loss counts for nothing then. If nobody has
///   taken what it held, it goes on; otherwise it is recalled. One that was recalled already, is
///   leaving, or was never ready, is again what it was.
///
/// Within `heard`: `expected → working` and `recalled → working`, when it says that it is ready;
/// any `→ leaving`, when it was told from outside to stop and has put its trials aside.
enum WorkerPhase {
  /// What it is, apart from being heard.
  enum Standing: Equatable {
    /// It was started, and has not said that it is ready.
    case expected
    /// It trains what it holds; if that is nothing, it waits for work.
    case working(Holding)
    /// What it held, of this cell, is another's; it was told to start anew, and has not said that
    /// it is ready.
    case recalled(cell: Int)
    /// It has put aside what it held, and takes nothing more.
    case leaving
  }

  /// It shows that it is alive.
  case heard(Standing)
  /// Nothing was heard of it for its lease; it counts as lost after so many seconds more.
  case suspected(Standing, since: Double, patience: Double)
  /// Nothing was heard of it for longer; what it is if it comes back.
  case lost(Standing)

  var standing: Standing {
    switch self {
    case .heard(let standing), .suspected(let standing, _, _), .lost(let standing): standing
    }
  }

  var isLost: Bool {
    switch self {
    case .heard, .suspected: false
    case .lost: true
    }
  }

  /// Whether it has something to train, as far as is known.
  var isTraining: Bool {
    switch self {
    case .heard(.working(let holding)), .suspected(.working(let holding), _, _):
      !holding.attempts.isEmpty
    case .heard, .suspected, .lost: false
    }
  }
}

/// What a worker has to train.
struct Holding: Equatable {
  /// In the order in which it trains them.
  var attempts: [AttemptID] = []
  /// Whether it is one that another worker has had: it is alone, so that its end tells of no other.
  var isExclusive = false

  /// Puts the attempt that is trained now before all others.
  mutating func bringToFront(_ attempt: AttemptID) {
    if let position = attempts.firstIndex(of: attempt), position > 0 {
      attempts.swapAt(0, position)
    }
  }

  /// Removes a trial; returns whether it was there.
  mutating func remove(_ trial: TrialID) -> Bool {
    guard let position = attempts.firstIndex(where: { $0.trial == trial }) else { return false }
    attempts.remove(at: position)
    return true
  }
}
