/// A trial's position in the list of trials that a run has to train.
struct TrialID: RawRepresentable, Hashable, Sendable {
  let rawValue: Int
}

/// A worker: its rank under MPI, otherwise the position of its thread.
struct WorkerID: RawRepresentable, Hashable, Sendable {
  let rawValue: Int
}

/// Decides which worker trains which trial.
///
/// A pure state machine: it performs no input or output and reads no clock. The caller turns
/// messages into calls of the `on…` methods and carries out, in order, the directives they return.
/// Every trial ends exactly once, recorded or abandoned, however often it was tried.
///
/// Legal transitions of a trial:
/// - `waiting → running`, when a worker is free and the run is not draining;
/// - `running → recorded`, when a result arrives, be it from a worker already given up as lost;
/// - `running → waiting`, when its worker is lost;
/// - `waiting → recorded`, when the result of a lost worker arrives late;
/// - `running → abandoned`, when its worker is lost at the last attempt that it is allowed.
///
/// Legal transitions of a worker: `unknown → idle ⇄ running → lost`, back from `lost` to `idle` if
/// it is heard of again, and from `idle` or `running` to `dismissed`. All are dismissed together
/// once nothing is left, because MPI_Finalize spins until the last process has called it.
struct Coordinator {
  /// Something the caller must do.
  enum Directive: Hashable, Sendable {
    /// Send the trial to the worker.
    case assign(TrialID, attempt: Int, to: WorkerID)
    /// Append the trial's result, which has just arrived, to the store.
    case record(TrialID)
    /// Report that the trial lost its worker and waits for another one.
    case requeue(TrialID)
    /// Report that the trial lost its worker at each of its attempts and is given up.
    case abandon(TrialID, attempts: Int)
    /// Tell the worker that no work is left, whether or not it trains a duplicate.
    case dismiss(WorkerID)
  }

  /// The number of attempts after which a trial that loses its worker again is given up.
  let attemptLimit: Int
  /// The number of trials that are neither recorded nor abandoned.
  private(set) var remaining: Int

  private var hasEnded: [Bool]
  private var attempts: [Int]
  /// The first trial that was never assigned; all after it were not either.
  private var firstUntried = 0
  private var requeued: [TrialID] = []
  private var idle: [WorkerID] = []
  private var running: [WorkerID: TrialID] = [:]
  private var dismissed: Set<WorkerID> = []
  private var isDraining = false

  /// Takes trials `0 ..< trialCount`, which are assigned in this order.
  init(trialCount: Int, attemptLimit: Int = 3) {
    precondition(trialCount >= 0, "a run of \(trialCount) trials")
    precondition(attemptLimit >= 1, "a trial needs an attempt, not \(attemptLimit)")
    self.attemptLimit = attemptLimit
    remaining = trialCount
    hasEnded = Array(repeating: false, count: trialCount)
    attempts = Array(repeating: 0, count: trialCount)
  }

  /// The number of workers that train.
  var runningCount: Int { running.count }

  /// Call when a worker asks for its first trial.
  ///
  /// A worker that was running has started anew, and its trial is lost.
  mutating func onReady(_ worker: WorkerID) -> [Directive] {
    guard !dismissed.contains(worker) else { return [] }
    let lost = release(worker)
    becomeIdle(worker)
    return lost + schedule()
  }

  /// Call when a worker returns a result, which also asks for the next trial.
  ///
  /// The result of a trial that has already ended is a late duplicate and is dropped.
  ///
  /// - Precondition: the trial is one of the run's.
  mutating func onResult(_ trial: TrialID, from worker: WorkerID) -> [Directive] {
    precondition(hasEnded.indices.contains(trial.rawValue), "no trial has position \(trial)")
    var directives: [Directive] = []
    if !hasEnded[trial.rawValue] {
      end(trial)
      directives.append(.record(trial))
    }
    if !dismissed.contains(worker), running[worker] == nil || running[worker] == trial {
      running[worker] = nil
      becomeIdle(worker)
    }
    return directives + schedule()
  }

  /// Call when a worker is believed to be gone.
  mutating func onLost(_ worker: WorkerID) -> [Directive] {
    idle.removeAll { $0 == worker }
    return release(worker) + schedule()
  }

  /// Call to end the run early: running trials are finished, waiting ones stay for another run.
  mutating func onDrain() -> [Directive] {
    isDraining = true
    return schedule()
  }

  private mutating func becomeIdle(_ worker: WorkerID) {
    if !idle.contains(worker) { idle.append(worker) }
  }

  private mutating func end(_ trial: TrialID) {
    hasEnded[trial.rawValue] = true
    remaining -= 1
    requeued.removeAll { $0 == trial }
  }

  /// Takes from a worker the trial that it was running.
  private mutating func release(_ worker: WorkerID) -> [Directive] {
    guard let trial = running.removeValue(forKey: worker), !hasEnded[trial.rawValue] else {
      return []
    }
    let tried = attempts[trial.rawValue]
    if tried >= attemptLimit {
      end(trial)
      return [.abandon(trial, attempts: tried)]
    }
    requeued.append(trial)
    return [.requeue(trial)]
  }

  /// Assigns what waits to those who are idle, or dismisses all if nothing is left to wait for.
  private mutating func schedule() -> [Directive] {
    var directives: [Directive] = []
    while !isDraining, !idle.isEmpty, let trial = takeWaiting() {
      let worker = idle.removeFirst()
      attempts[trial.rawValue] += 1
      running[worker] = trial
      directives.append(.assign(trial, attempt: attempts[trial.rawValue], to: worker))
    }
    return isFinished ? directives + dismissAll() : directives
  }

  private mutating func takeWaiting() -> TrialID? {
    if !requeued.isEmpty { return requeued.removeFirst() }
    while firstUntried < hasEnded.count {
      defer { firstUntried += 1 }
      if !hasEnded[firstUntried] { return TrialID(rawValue: firstUntried) }
    }
    return nil
  }

  /// Whether no result is awaited any more.
  private var isFinished: Bool {
    remaining == 0 || (isDraining && !running.values.contains { !hasEnded[$0.rawValue] })
  }

  private mutating func dismissAll() -> [Directive] {
    let workers = idle + running.keys.sorted { $0.rawValue < $1.rawValue }
    idle = []
    running = [:]
    dismissed.formUnion(workers)
    return workers.map { .dismiss($0) }
  }
}
