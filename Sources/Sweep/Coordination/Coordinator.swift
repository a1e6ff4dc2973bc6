/// A worker: its rank under MPI, otherwise the position of its thread.
struct WorkerID: RawRepresentable, Hashable, Sendable {
  let rawValue: Int
}

/// Decides which worker trains which trial.
///
/// A pure state machine: it performs no input or output and reads no clock. The caller turns
/// messages into calls of the `on…` methods, with the time in seconds, and carries out, in order,
/// the directives they return. Every trial ends exactly once, recorded or abandoned, however often
/// it was tried; what it holds grows with the workers, the cells and the trials that were lost.
///
/// Legal transitions of a trial:
/// - `waiting → held`, when a worker has room for it and the run is not draining;
/// - `held → recorded`, when its result arrives, be it from a worker already given up as lost;
/// - `held → waiting`, when its worker is lost, is recalled or puts it aside;
/// - `waiting → recorded`, when the result of a lost worker arrives late;
/// - `held → abandoned`, when its worker is lost at the last attempt that it is allowed.
///
/// Legal transitions of a worker: `expected → present`, when it says that it is ready; `present →
/// lost`, when nothing is heard of it for its lease; `lost → recalled`, when it is heard of again,
/// and from there to `present`; `present → leaving`, when it was told from outside to stop. All
/// are dismissed together once nothing is left.
struct Coordinator {
  private enum Phase { case expected, present, lost, recalled, leaving }

  private struct Worker {
    var phase = Phase.expected
    var lastHeard: Double
    /// What it has, in the order in which it trains.
    var held: [TrialID] = []
    /// Whether what it holds was lost before: it is alone, so that its end tells of no other.
    var isExclusive = false
  }

  /// The number of attempts after which a trial that loses its worker again is given up.
  let attemptLimit: Int
  /// The number of trials that are neither recorded nor abandoned.
  private(set) var remaining: Int
  /// Whether nothing is assigned any more.
  private(set) var isDraining = false

  /// The number of trials that may go out by now.
  private(set) var releasedCount = 0

  private let trialCount: Int
  private var queue: TrialQueue
  private var costs: CostModel
  private var workers: [WorkerID: Worker]
  /// Workers without work, those who have waited longest first.
  private var idle: [WorkerID] = []
  private var isFinished = false
  /// How often each trial that ever lost its worker has done so.
  private var losses: [TrialID: Int] = [:]
  /// Those of them that have ended.
  private var endedAfterLoss: Set<TrialID> = []
  /// The longest time between two signs of life, by cell.
  private var gaps: [Int: Double] = [:]
  private var barrenLosses = 0
  private var hasResults = false

  /// Takes the number of trials of each cell, how many of them go out at first, if not all, and
  /// everyone who will report as ready.
  init(
    sizes: [Int], released: [Int]? = nil, costs: CostModel, workers: [WorkerID], at now: Double,
    attemptLimit: Int = 3
  ) {
    precondition(attemptLimit >= 1, "a trial needs an attempt, not \(attemptLimit)")
    self.attemptLimit = attemptLimit
    self.costs = costs
    queue = TrialQueue(sizes: sizes)
    trialCount = sizes.reduce(0, +)
    remaining = 0
    self.workers = Dictionary(uniqueKeysWithValues: workers.map { ($0, Worker(lastHeard: now)) })
    for (cell, count) in (released ?? sizes).enumerated() { add(count, of: cell) }
    queue.sort(by: costs.expectation)
  }

  /// Call to let more trials of a cell go out, before the result that called for them is handed in.
  mutating func release(_ count: Int, of cell: Int) -> [Directive] {
    add(count, of: cell)
    return feedIdle()
  }

  private mutating func add(_ count: Int, of cell: Int) {
    queue.release(count, of: cell)
    releasedCount += count
    remaining += count
  }

  /// The number of workers that train.
  var runningCount: Int { workers.values.count { !$0.held.isEmpty } }

  /// How many workers were lost and have not come back.
  var lostCount: Int { workers.values.count { $0.phase == .lost } }

  /// Those who have not been lost, and who are to hear of the coordinator.
  var reachableWorkers: [WorkerID] {
    workers.filter { $0.value.phase != .lost }.keys.sorted { $0.rawValue < $1.rawValue }
  }

  /// The number of the trial's present or next attempt.
  func attempt(at trial: TrialID) -> Int { (losses[trial] ?? 0) + 1 }

  /// The longest time between two signs of life of a worker in training, in seconds.
  var longestGap: Double { gaps.values.max() ?? 0 }

  /// Call when a worker says that it is ready and has nothing.
  mutating func onReady(_ worker: WorkerID, at now: Double) -> [Directive] {
    guard !isFinished, let known = workers[worker] else { return [] }
    // One that was at work has started anew.
    let lost = known.held.isEmpty ? [] : lose(worker)
    workers[worker] = Worker(phase: .present, lastHeard: now)
    return lost + feed(worker) + finishIfDone()
  }

  /// Call when a worker shows that it is alive, with the longest time in seconds that it has been
  /// silent while training its present trial.
  mutating func onHeartbeat(
    _ worker: WorkerID, trial: TrialID?, longestGap: Double, at now: Double
  ) -> [Directive] {
    hear(worker, at: now, gap: trial.map { ($0, longestGap) })
  }

  /// Call when a worker returns results, each with the steps and the seconds it took.
  ///
  /// - Precondition: the trials are the run's.
  mutating func onResults(
    _ results: [(trial: TrialID, steps: Int, seconds: Double)], from worker: WorkerID,
    longestGap: Double, at now: Double
  ) -> [Directive] {
    let recall = hear(worker, at: now, gap: results.last.map { ($0.trial, longestGap) })
    var directives: [Directive] = []
    for (trial, steps, seconds) in results {
      precondition((0..<trialCount).contains(trial.rawValue), "no trial has position \(trial)")
      costs.record(cell: queue.cell(of: trial), steps: steps, seconds: seconds)
      directives.append(end(trial, from: worker) ? .record(trial) : .compare(trial))
    }
    hasResults = true
    return directives + recall + feed(worker) + finishIfDone()
  }

  /// Call when a worker has put aside what it had; it may be trained on by any other.
  mutating func onDrained(_ worker: WorkerID, at now: Double) -> [Directive] {
    guard !isFinished, let held = workers[worker]?.held else { return [] }
    for trial in held where !endedAfterLoss.contains(trial) { queue.put(back: trial) }
    workers[worker] = Worker(phase: .leaving, lastHeard: now)
    return feedIdle() + finishIfDone()
  }

  /// Call now and then: it finds lost workers.
  mutating func onTick(at now: Double) -> [Directive] {
    guard !isFinished else { return [] }
    if costs.isStale {
      costs.update()
      queue.sort(by: costs.expectation)
    }
    let silent = workers.filter { _, worker in
      (worker.phase == .present || worker.phase == .expected)
        && now - worker.lastHeard > lease(of: worker)
    }
    var directives: [Directive] = []
    for (id, worker) in silent.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      directives.append(.lost(id, silence: now - worker.lastHeard))
      directives += lose(id)
      workers[id]?.phase = .lost
      idle.removeAll { $0 == id }
      if !hasResults { barrenLosses += 1 }
      if barrenLosses == Limits.barrenLosses, !isDraining {
        directives.append(.giveUp(losses: barrenLosses))
        directives += onDrain()
      }
    }
    return directives.isEmpty ? [] : directives + feedIdle() + finishIfDone()
  }

  /// Call to end the run early: running trials are put aside, and all others wait for another run.
  mutating func onDrain() -> [Directive] {
    guard !isFinished, !isDraining else { return [] }
    isDraining = true
    let busy = workers.filter { !$0.value.held.isEmpty }.keys.sorted { $0.rawValue < $1.rawValue }
    return busy.map { .drain($0) } + finishIfDone()
  }

  /// How long the worker may be silent.
  private func lease(of worker: Worker) -> Double {
    if worker.phase == .expected { return Limits.firstLease }
    guard let trial = worker.held.first else { return Limits.shortestLease }
    guard let gap = gaps[queue.cell(of: trial)] else { return Limits.firstLease }
    return max(Limits.shortestLease, Limits.leaseFactor * gap)
  }

  private mutating func hear(
    _ id: WorkerID, at now: Double, gap: (trial: TrialID, seconds: Double)?
  ) -> [Directive] {
    guard !isFinished, let worker = workers[id] else { return [] }
    workers[id]?.lastHeard = now
    if let (trial, seconds) = gap {
      gaps[queue.cell(of: trial), default: 0].raise(to: seconds)
      // A worker trains in order: what it is at stands first.
      if let position = worker.held.firstIndex(of: trial), position > 0 {
        workers[id]?.held.swapAt(0, position)
      }
    }
    guard worker.phase == .lost else { return [] }
    workers[id]?.phase = .recalled
    return [.recall(id)]
  }

  /// Ends a trial whose result has arrived; returns whether it is the first.
  private mutating func end(_ trial: TrialID, from worker: WorkerID) -> Bool {
    let position = workers[worker]?.held.firstIndex(of: trial)
    if let position { workers[worker]?.held.remove(at: position) }
    guard let count = losses[trial] else {
      // Nobody else can have had it.
      guard position != nil else { return false }
      remaining -= 1
      return true
    }
    guard endedAfterLoss.insert(trial).inserted else { return false }
    queue.remove(trial)
    if count < attemptLimit { remaining -= 1 }
    return true
  }

  /// Takes from a worker what it has.
  private mutating func lose(_ id: WorkerID) -> [Directive] {
    guard let held = workers[id]?.held else { return [] }
    workers[id]?.held = []
    return held.filter { !endedAfterLoss.contains($0) }.map { trial in
      let attempt = (losses[trial] ?? 0) + 1
      losses[trial] = attempt
      guard attempt < attemptLimit else {
        remaining -= 1
        return .abandon(trial, attempts: attempt, from: id)
      }
      queue.put(back: trial)
      return .requeue(trial, attempt: attempt, from: id)
    }
  }

  private mutating func feedIdle() -> [Directive] {
    let waiting = idle
    idle = []
    return waiting.flatMap { feed($0) }
  }

  /// Gives a worker as much as it should have.
  private mutating func feed(_ id: WorkerID) -> [Directive] {
    guard !isDraining, !isFinished, let worker = workers[id], worker.phase == .present else {
      return []
    }
    if worker.held.isEmpty, let trial = queue.takeReturned() {
      workers[id]?.held = [trial]
      workers[id]?.isExclusive = true
      return [.assign([trial], attempt: attempt(at: trial), isReturned: true, to: id)]
    }
    if worker.isExclusive, !worker.held.isEmpty { return [] }
    workers[id]?.isExclusive = false
    var directives: [Directive] = []
    var held = worker.held.count
    while let count = batchSize(held: held) {
      let trials = queue.take(count)
      held += trials.count
      workers[id]?.held += trials
      directives.append(.assign(trials, attempt: 1, isReturned: false, to: id))
    }
    if held == 0, !idle.contains(id) { idle.append(id) }
    return directives
  }

  /// How many trials of the next cell go to a worker that has so many, or `nil` for none.
  private func batchSize(held: Int) -> Int? {
    guard let cell = queue.next else { return nil }
    guard let seconds = costs.measuredSeconds(cell) else { return held == 0 ? 1 : nil }
    // Towards the end, what is left is shared evenly.
    let share = max(1, queue.untriedCount / (2 * workers.count))
    let fitting = min(Limits.batch / max(seconds, 1e-9), Double(Limits.batchCount))
    let count = min(max(1, Int(fitting)), share)
    if held == 0 { return count }
    let isShort = seconds <= Limits.sentAhead && queue.untriedCount > workers.count
    return isShort && held < 2 * count ? count : nil
  }

  /// Dismisses all if nothing is left to wait for.
  private mutating func finishIfDone() -> [Directive] {
    guard !isFinished else { return [] }
    let isIdle = workers.values.allSatisfy { $0.held.isEmpty }
    guard remaining == 0 || (isDraining && isIdle) else { return [] }
    isFinished = true
    for id in workers.keys { workers[id]?.held = [] }
    return workers.keys.sorted { $0.rawValue < $1.rawValue }.map { .dismiss($0) }
  }
}

extension Double {
  fileprivate mutating func raise(to other: Double) { self = Swift.max(self, other) }
}
