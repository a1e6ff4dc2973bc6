/// Everyone who trains, and what the coordinator believes of each (``WorkerPhase``).
struct WorkerTable {
  private struct Worker {
    var phase = WorkerPhase.heard(.expected)
    var lastHeard: Double
    /// Whether it is a thread of this process, which cannot end alone.
    let isThread: Bool
  }

  private var workers: [WorkerID: Worker]
  /// The number of workers that train.
  private(set) var runningCount = 0
  /// How many were lost and have not come back.
  private(set) var lostCount = 0

  /// Takes everyone who will report as ready, and which of these are threads of this process.
  init(_ ids: [WorkerID], threads: Set<WorkerID>, at now: Double) {
    workers = Dictionary(
      uniqueKeysWithValues: ids.map {
        ($0, Worker(lastHeard: now, isThread: threads.contains($0)))
      })
  }

  var count: Int { workers.count }

  /// All of them, in order.
  var all: [WorkerID] { workers.keys.sorted { $0.rawValue < $1.rawValue } }

  /// Those of some phase, in order.
  func ids(where isMeant: (WorkerPhase) -> Bool) -> [WorkerID] {
    workers.filter { isMeant($0.value.phase) }.keys.sorted { $0.rawValue < $1.rawValue }
  }

  /// Whether nobody is left who might train.
  var isDeserted: Bool {
    workers.values.allSatisfy { $0.phase.isLost || $0.phase.standing == .leaving }
  }

  /// What is believed of a worker; `nil` if there is no such.
  func phase(of id: WorkerID) -> WorkerPhase? { workers[id]?.phase }

  /// Moves a worker to another phase; the only place where that happens.
  mutating func move(_ id: WorkerID, to phase: WorkerPhase) {
    guard let old = workers[id]?.phase else { return }
    lostCount += (phase.isLost ? 1 : 0) - (old.isLost ? 1 : 0)
    runningCount += (phase.isTraining ? 1 : 0) - (old.isTraining ? 1 : 0)
    workers[id]?.phase = phase
  }

  /// Notes that something is heard of a worker, which changes no phase.
  ///
  /// - Returns: for how long nothing was, in seconds.
  @discardableResult
  mutating func hear(_ id: WorkerID, at now: Double) -> Double {
    let silence = workers[id].map { now - $0.lastHeard } ?? 0
    workers[id]?.lastHeard = now
    return silence
  }

  /// Moves the silent from heard to suspected.
  ///
  /// - Parameters:
  ///   - now: the time in seconds.
  ///   - lease: how long a worker may be silent, in seconds.
  /// - Returns: those who have been suspected for long, and for how long they are silent.
  mutating func fallenSilent(
    at now: Double, lease: (WorkerPhase.Standing) -> Double
  ) -> [(id: WorkerID, silence: Double)] {
    var (watched, suspects): (Int, [WorkerID]) = (0, [])
    for (id, worker) in workers {
      switch worker.phase {
      case .lost: continue
      case .suspected: suspects.append(id)
      case .heard(let standing):
        let allowed = max(lease(standing), worker.isThread ? Limits.threadLease : 0)
        if now - worker.lastHeard > allowed {
          move(id, to: .suspected(standing, since: now, patience: Limits.suspicion))
          suspects.append(id)
        }
      }
      if !worker.isThread { watched += 1 }
    }
    // Many do not die at once: a network or a file system they share is the likelier cause.
    if suspects.count > 1, 2 * suspects.count > watched {
      for id in suspects { raisePatience(with: id) }
    }
    return suspects.filter { isPatienceOver(with: $0, at: now) }
      .map { ($0, now - (workers[$0]?.lastHeard ?? now)) }
      .sorted { $0.id.rawValue < $1.id.rawValue }
  }

  /// It stays raised when the others are back: TCP tries again after pauses twice as long each time
  /// (RFC 6298 §5.5), so that they come back one by one.
  private mutating func raisePatience(with id: WorkerID) {
    guard case .suspected(let standing, let since, let patience)? = phase(of: id),
      patience < Limits.commonSuspicion
    else { return }
    move(id, to: .suspected(standing, since: since, patience: Limits.commonSuspicion))
  }

  private func isPatienceOver(with id: WorkerID, at now: Double) -> Bool {
    guard case .suspected(_, let since, let patience)? = phase(of: id) else { return false }
    return now - since >= patience
  }

  /// Whether a worker that is heard has an attempt to train.
  func holds(_ id: WorkerID, _ attempt: AttemptID) -> Bool {
    guard case .heard(.working(let holding))? = workers[id]?.phase else { return false }
    return holding.attempts.contains(attempt)
  }

  /// Changes what a worker holds; `nil` if it is not one that holds anything.
  @discardableResult
  mutating func withHolding<Value>(
    of id: WorkerID, _ body: (inout Holding) -> Value
  ) -> Value? {
    guard case .heard(.working(var holding))? = workers[id]?.phase else { return nil }
    let wasTraining = !holding.attempts.isEmpty
    // Lets go of the other reference, so that the list is changed in place.
    workers[id]?.phase = .heard(.expected)
    let value = body(&holding)
    runningCount += (holding.attempts.isEmpty ? 0 : 1) - (wasTraining ? 1 : 0)
    workers[id]?.phase = .heard(.working(holding))
    return value
  }
}
