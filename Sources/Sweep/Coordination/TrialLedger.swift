/// What has become of the trials of a run.
///
/// Legal transitions of a trial:
/// - `waiting → held`, when a worker has room for it and the run is not draining: an attempt;
/// - `held → recorded`, when its result arrives, be it from a worker already given up as lost;
/// - `held → waiting`, when its worker is lost, is recalled or puts it aside;
/// - `waiting → held`, when its worker was believed to be lost, is heard of, and nobody else has
///   had it: the same attempt goes on;
/// - `waiting → recorded`, when the result of a lost worker arrives late;
/// - `held → abandoned`, when it has lost as many workers as it is allowed;
/// - `abandoned → waiting`, when one of these is heard of again;
/// - `abandoned → recorded`, when its result arrives after all.
///
/// What is held here grows with the cells and with the trials that have ever come back from a
/// worker, and not with all trials.
struct TrialLedger {
  /// What the loss of its worker has made of an attempt.
  enum Loss: Equatable {
    /// Another worker may have the trial.
    case waits
    /// The trial has lost so many workers, and is given up.
    case abandoned(losses: Int)
  }

  /// The number of workers that a trial may lose; it is given up then.
  let attemptLimit: Int
  /// The number of trials that are neither recorded nor abandoned.
  private(set) var remaining: Int
  /// The number of trials that are abandoned.
  private(set) var abandonedCount = 0
  /// The number of trials that may go out by now.
  private(set) var releasedCount: Int

  private let count: Int
  private var queue: TrialQueue
  /// What became of the trials that have ever come back from a worker.
  private var returned: [TrialID: ReturnedTrial] = [:]

  /// Takes the number of trials of each cell, and how many of them go out at first.
  init(sizes: [Int], released: [Int], attemptLimit: Int) {
    precondition(attemptLimit >= 1, "a trial needs an attempt, not \(attemptLimit)")
    self.attemptLimit = attemptLimit
    count = sizes.reduce(0, +)
    queue = TrialQueue(sizes: sizes, released: released)
    releasedCount = queue.untriedCount
    remaining = queue.untriedCount
  }

  /// The position of a trial's cell among those of the run.
  ///
  /// - Precondition: the trial is the run's.
  func cell(of trial: TrialID) -> Int {
    precondition((0..<count).contains(trial.rawValue), "no trial has position \(trial)")
    return queue.cell(of: trial)
  }

  // MARK: - What waits

  /// Whether any trial waits.
  var hasTrials: Bool { queue.hasTrials }
  /// The cell whose untried trials go out next.
  var next: Int? { queue.next }
  /// The number of trials that nobody has had yet.
  var untriedCount: Int { queue.untriedCount }

  /// Lets more trials of a cell go out.
  mutating func release(_ count: Int, of cell: Int) {
    queue.release(count, of: cell)
    releasedCount += count
    remaining += count
  }

  /// Sorts the cells anew, by what a trial of each takes in seconds.
  mutating func sort(by seconds: (Int) -> Double) { queue.sort(by: seconds) }

  // MARK: - Transitions

  /// Gives out the first attempts at up to `count` trials of the cell ``next``.
  mutating func take(_ count: Int) -> [TrialID] { queue.take(count) }

  /// Gives out another attempt at the trial that has been back for longest.
  mutating func takeReturned() -> AttemptID? {
    guard let trial = queue.takeReturned(), var entry = returned[trial] else { return nil }
    entry.attempts += 1
    entry.state = .held
    returned[trial] = entry
    return AttemptID(trial: trial, number: entry.attempts)
  }

  /// Takes an attempt from a worker that is lost; `nil` if it was no longer that worker's.
  mutating func lose(_ attempt: AttemptID) -> Loss? {
    var entry = returned[attempt.trial] ?? ReturnedTrial()
    guard entry.state == .held else { return nil }
    entry.losses += 1
    entry.state = entry.losses < attemptLimit ? .waiting : .abandoned
    returned[attempt.trial] = entry
    if entry.state == .waiting {
      queue.put(back: attempt.trial)
      return .waits
    }
    remaining -= 1
    abandonedCount += 1
    return .abandoned(losses: entry.losses)
  }

  /// Takes back that an attempt has lost its worker; returns whether its trial was abandoned.
  mutating func takeBackLoss(of attempt: AttemptID) -> Bool {
    guard var entry = returned[attempt.trial] else { return false }
    entry.losses -= 1
    let wasAbandoned = entry.state == .abandoned
    if wasAbandoned {
      entry.state = .waiting
      abandonedCount -= 1
      remaining += 1
      queue.put(back: attempt.trial)
    }
    returned[attempt.trial] = entry
    return wasAbandoned
  }

  /// Whether nobody else has had the trial since this attempt, and it waits.
  func isFree(_ attempt: AttemptID) -> Bool {
    returned[attempt.trial].map { $0.state == .waiting && $0.attempts == attempt.number } ?? false
  }

  /// Lets an attempt that ``isFree(_:)`` go on.
  mutating func resume(_ attempt: AttemptID) {
    queue.remove(attempt.trial)
    returned[attempt.trial]?.state = .held
  }

  /// Puts aside a trial of which nobody is to blame.
  mutating func putBack(_ attempt: AttemptID) {
    var entry = returned[attempt.trial] ?? ReturnedTrial()
    guard entry.state == .held else { return }
    entry.state = .waiting
    returned[attempt.trial] = entry
    queue.put(back: attempt.trial)
  }

  /// Ends a trial whose result has arrived, and `wasHeld` by the worker that it comes from.
  ///
  /// Returns whether it is the first result.
  mutating func end(_ trial: TrialID, wasHeld: Bool) -> Bool {
    guard let entry = returned[trial] else {
      // Nobody else can have had it.
      if wasHeld { remaining -= 1 }
      return wasHeld
    }
    switch entry.state {
    case .ended: return false
    case .abandoned: abandonedCount -= 1
    case .waiting:
      queue.remove(trial)
      remaining -= 1
    case .held: remaining -= 1
    }
    returned[trial]?.state = .ended
    return true
  }
}

/// A trial that has come back from a worker at least once.
private struct ReturnedTrial {
  enum State { case held, waiting, ended, abandoned }

  var state = State.held
  /// How often it was assigned.
  var attempts = 1
  /// How many workers it has lost that were not heard of again.
  var losses = 0
}
