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
    var (watched, suspected): (Int, [(id: WorkerID, since: Double)]) = (0, [])
    for (id, worker) in workers {
      switch worker.phase {
      case .lost: continue
      case .suspected(_, let since): suspected.append((id, since))
      case .heard(let standing):
        let allowed = max(lease(standing), worker.isThread ? Limits.threadLease : 0)
        if now - worker.lastHeard > allowed {
          move(id, to: .suspected(standing, since: now))
          suspected.append((id, now))
        }
      }
      if !worker.isThread { watched += 1 }
    }
    // Many do not die at once: a network or a file system they share is the likelier cause.
    let isCommon = suspected.count > 1 && 2 * suspected.count > watched
    let patience = isCommon ? Limits.commonSuspicion : Limits.suspicion
    return suspected.filter { now - $0.since >= patience }
      .map { ($0.id, now - (workers[$0.id]?.lastHeard ?? now)) }
      .sorted { $0.id.rawValue < $1.id.rawValue }
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
