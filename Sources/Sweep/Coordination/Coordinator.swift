/// Decides which worker trains which trial.
///
/// A pure state machine: it performs no input or output and reads no clock. The caller turns
/// messages into calls of the `on…` methods and carries out, in order, the directives they return.
/// Times are seconds in which the caller was looking for messages (``Attention``): who does not
/// look cannot know who is silent. Every trial ends exactly once, recorded or abandoned, however
/// often it was tried; what is held here grows with the workers, the cells in training and the
/// trials that were lost.
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
/// The transitions of a worker stand at ``WorkerPhase``. All are dismissed together once nothing
/// is left, or nobody to train it.
struct Coordinator {
  /// The number of workers that a trial may lose; it is given up then.
  let attemptLimit: Int
  /// The number of trials that are neither recorded nor abandoned.
  private(set) var remaining = 0
  /// The number of trials that are abandoned.
  private(set) var abandonedCount = 0
  /// Whether nothing is assigned any more.
  private(set) var isDraining = false
  /// The number of trials that may go out by now.
  private(set) var releasedCount = 0

  /// The number of workers that train.
  var runningCount: Int { isFinished ? 0 : workers.runningCount }
  /// How many workers were lost and have not come back.
  var lostCount: Int { workers.lostCount }

  private let trialCount: Int
  private var queue: TrialQueue
  private var costs: CostModel
  private var workers: WorkerTable
  /// Workers without work, those who have waited longest first.
  private var idle: [WorkerID] = []
  private var isFinished = false
  /// What became of the trials that have ever come back from a worker.
  private var returned: [TrialID: ReturnedTrial] = [:]
  private var silences = Silences()
  /// The results since the cells were last sorted, and when that was.
  private var unsorted = 0
  private var lastSorted = 0.0
  private var resultCount = 0
  /// Since when nobody is left to train, or `nil` if somebody is.
  private var desertedSince: Double?

  /// Takes the number of trials of each cell, how many of them go out at first, if not all,
  /// everyone who will report as ready, and which of these are threads of this process.
  init(
    sizes: [Int], released: [Int]? = nil, costs: CostModel, workers: [WorkerID],
    threads: Set<WorkerID> = [], at now: Double, attemptLimit: Int = 3
  ) {
    precondition(attemptLimit >= 1, "a trial needs an attempt, not \(attemptLimit)")
    self.attemptLimit = attemptLimit
    self.costs = costs
    queue = TrialQueue(sizes: sizes, released: released ?? sizes)
    releasedCount = queue.untriedCount
    remaining = queue.untriedCount
    trialCount = sizes.reduce(0, +)
    self.workers = WorkerTable(workers, threads: threads, at: now)
    queue.sort(by: costs.expectation)
  }

  /// Call to let more trials of a cell go out, before the result that called for them is handed in.
  mutating func release(_ count: Int, of cell: Int) -> [Directive] {
    queue.release(count, of: cell)
    releasedCount += count
    remaining += count
    return feedIdle()
  }

  /// Those who have not been lost, and who are to hear of the coordinator.
  var reachableWorkers: [WorkerID] { workers.ids { !$0.isLost } }

  /// The longest time, in seconds, in which a worker in training could not have put its trial
  /// aside, as far as it is still to be reckoned with.
  func longestMoment(at now: Double) -> Double { silences.longestMoment(at: now) }

  // MARK: - Events

  /// Call when a worker says that it is ready and has nothing.
  mutating func onReady(_ worker: WorkerID, at now: Double) -> [Directive] {
    guard !isFinished, let phase = workers.phase(of: worker) else { return [] }
    workers.hear(worker, at: now)
    if phase.standing == .leaving {
      workers.move(worker, to: .heard(.leaving))
      return []
    }
    // One that was at work has started anew.
    let lost = phase.isLost ? takeBackLoss(of: worker) : lose(worker)
    workers.move(worker, to: .heard(.working(Holding())))
    return lost + feedIdle() + feed(worker) + finishIfDone()
  }

  /// Call when a worker shows that it is alive, with what it trains, if anything.
  mutating func onHeartbeat(
    _ worker: WorkerID, attempt: AttemptID?, pace: Pace, at now: Double
  ) -> [Directive] {
    hear(worker, attempt, pace, at: now) + finishIfDone()
  }

  /// Call when a worker returns results, each with the steps and the seconds it took.
  ///
  /// - Precondition: the trials are the run's.
  mutating func onResults(
    _ results: [(attempt: AttemptID, steps: Int, seconds: Double)], from worker: WorkerID,
    pace: Pace, at now: Double
  ) -> [Directive] {
    var directives = hear(worker, results.last?.attempt, pace, at: now)
    for (attempt, steps, seconds) in results {
      let trial = attempt.trial
      precondition((0..<trialCount).contains(trial.rawValue), "no trial has position \(trial)")
      costs.record(cell: queue.cell(of: trial), steps: steps, seconds: seconds)
      directives.append(end(trial, from: worker) ? .record(trial) : .compare(trial))
    }
    resultCount += results.count
    unsorted += results.count
    return directives + feed(worker) + finishIfDone()
  }

  /// Call when a worker has put aside what it had; it may be trained on by any other.
  mutating func onDrained(_ worker: WorkerID, at now: Double) -> [Directive] {
    guard !isFinished, let phase = workers.phase(of: worker) else { return [] }
    workers.hear(worker, at: now)
    let refuted = phase.isLost ? takeBackLoss(of: worker) : []
    if case .working(let holding) = phase.standing, !phase.isLost {
      for attempt in holding.attempts { putBack(attempt) }
    }
    workers.move(worker, to: .heard(.leaving))
    return refuted + feedIdle() + finishIfDone()
  }

  /// Call now and then, when no message is waiting: it finds lost workers.
  mutating func onTick(at now: Double) -> [Directive] {
    guard !isFinished else { return [] }
    sortIfStale(at: now)
    var directives: [Directive] = []
    for (id, silence) in fallenSilent(at: now) {
      directives.append(.lost(id, silence: silence))
      directives += lose(id)
    }
    if let reason = reasonToGiveUp(at: now) {
      directives.append(.giveUp(reason))
      directives += onDrain()
      if reason.isFinal, !isFinished { directives += dismissAll() }
    }
    return directives.isEmpty ? [] : directives + feedIdle() + finishIfDone()
  }

  /// Call to end the run early: running trials are put aside, and all others wait for another run.
  mutating func onDrain() -> [Directive] {
    guard !isFinished, !isDraining else { return [] }
    isDraining = true
    return workers.ids(where: \.isTraining).map { .drain($0) } + finishIfDone()
  }

  // MARK: - Silence

  private mutating func fallenSilent(at now: Double) -> [(id: WorkerID, silence: Double)] {
    let (silences, queue) = (silences, queue)
    return workers.fallenSilent(at: now) { standing in
      Self.lease(standing, silences, cell: queue.cell(of:), at: now)
    }
  }

  /// How long a worker may be silent, in seconds, apart from what a thread may.
  private static func lease(
    _ standing: WorkerPhase.Standing, _ silences: Silences, cell: (TrialID) -> Int, at now: Double
  ) -> Double {
    switch standing {
    case .expected: Limits.firstLease
    case .recalled(let former): silences.lease(cell: former, at: now)
    case .leaving: Limits.shortestLease
    case .working(let holding):
      holding.attempts.first.map { silences.lease(cell: cell($0.trial), at: now) }
        ?? Limits.shortestLease
    }
  }

  /// Takes in a sign of life.
  private mutating func hear(
    _ id: WorkerID, _ attempt: AttemptID?, _ pace: Pace, at now: Double
  ) -> [Directive] {
    guard !isFinished, let phase = workers.phase(of: id) else { return [] }
    let silence = workers.hear(id, at: now)
    switch phase {
    case .lost:
      if let attempt {
        silences.recordRefuted(silence, cell: queue.cell(of: attempt.trial), at: now)
      }
      return refute(id, at: now)
    case .suspected(let standing, _): workers.move(id, to: .heard(standing))
    case .heard: break
    }
    // What it says of an attempt that was taken from it says nothing of the one it holds.
    guard let attempt, workers.holds(id, attempt) else { return [] }
    silences.record(pace, cell: queue.cell(of: attempt.trial), at: now)
    workers.withHolding(of: id) { $0.bringToFront(attempt) }
    return []
  }

  /// Takes back the loss of a worker that is heard of again.
  private mutating func refute(_ id: WorkerID, at now: Double) -> [Directive] {
    guard case .lost(let standing)? = workers.phase(of: id) else { return [] }
    let restored = takeBackLoss(of: id)
    guard case .working(let holding) = standing else {
      workers.move(id, to: .heard(standing))
      return restored
    }
    let isFree = holding.attempts.allSatisfy { attempt in
      returned[attempt.trial].map { $0.state == .waiting && $0.attempts == attempt.number } ?? false
    }
    if !isFree, let first = holding.attempts.first {
      workers.move(id, to: .heard(.recalled(cell: queue.cell(of: first.trial))))
      return restored + [.recall(id)] + feedIdle()
    }
    for attempt in holding.attempts {
      queue.remove(attempt.trial)
      returned[attempt.trial]?.state = .held
    }
    workers.move(id, to: .heard(.working(holding)))
    let next: [Directive] =
      isDraining ? (holding.attempts.isEmpty ? [] : [.drain(id)]) : feed(id)
    return restored + [.back(id)] + next + feedIdle()
  }

  /// Undoes what the loss of a worker has counted.
  private mutating func takeBackLoss(of id: WorkerID) -> [Directive] {
    guard case .lost(.working(let holding))? = workers.phase(of: id) else { return [] }
    var directives: [Directive] = []
    for attempt in holding.attempts {
      guard var trial = returned[attempt.trial] else { continue }
      trial.losses -= 1
      if trial.state == .abandoned {
        trial.state = .waiting
        abandonedCount -= 1
        remaining += 1
        queue.put(back: attempt.trial)
        directives.append(.restore(attempt, from: id))
      }
      returned[attempt.trial] = trial
    }
    return directives
  }

  /// Takes from a worker what it has.
  private mutating func lose(_ id: WorkerID) -> [Directive] {
    guard let standing = workers.phase(of: id)?.standing else { return [] }
    workers.move(id, to: .lost(standing))
    idle.removeAll { $0 == id }
    guard case .working(let holding) = standing else { return [] }
    return holding.attempts.compactMap { attempt in
      var trial = returned[attempt.trial] ?? ReturnedTrial()
      guard trial.state == .held else { return nil }
      trial.losses += 1
      trial.state = trial.losses < attemptLimit ? .waiting : .abandoned
      returned[attempt.trial] = trial
      if trial.state == .waiting {
        queue.put(back: attempt.trial)
        return .requeue(attempt, from: id)
      }
      remaining -= 1
      abandonedCount += 1
      return .abandon(attempt, losses: trial.losses, from: id)
    }
  }

  private mutating func reasonToGiveUp(at now: Double) -> GiveUp? {
    let isDeserted = workers.isDeserted
    if !isDeserted { desertedSince = nil }
    if isDeserted, remaining > 0 {
      let since = desertedSince ?? now
      desertedSince = since
      if now - since >= Limits.desertion { return .deserted(lost: lostCount) }
    }
    let isBarren =
      remaining > 0 && resultCount == 0 && lostCount > 1 && 2 * lostCount > workers.count
    return isBarren && !isDraining ? .barren(lost: lostCount, of: workers.count) : nil
  }

  // MARK: - Trials

  /// Ends a trial whose result has arrived; returns whether it is the first.
  private mutating func end(_ trial: TrialID, from worker: WorkerID) -> Bool {
    let wasHeld = workers.withHolding(of: worker) { $0.remove(trial) } ?? false
    guard let known = returned[trial] else {
      // Nobody else can have had it.
      if wasHeld { remaining -= 1 }
      return wasHeld
    }
    switch known.state {
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

  /// Puts aside a trial of which nobody is to blame.
  private mutating func putBack(_ attempt: AttemptID) {
    var trial = returned[attempt.trial] ?? ReturnedTrial()
    guard trial.state == .held else { return }
    trial.state = .waiting
    returned[attempt.trial] = trial
    queue.put(back: attempt.trial)
  }

  private mutating func feedIdle() -> [Directive] {
    guard !idle.isEmpty, !isDraining, queue.hasTrials else { return [] }
    let waiting = idle
    idle = []
    return waiting.flatMap { feed($0) }
  }

  /// Gives a worker as much as it should have.
  private mutating func feed(_ id: WorkerID) -> [Directive] {
    guard !isDraining, !isFinished, case .heard(.working(let holding))? = workers.phase(of: id)
    else {
      return []
    }
    if holding.attempts.isEmpty, let trial = queue.takeReturned() {
      returned[trial]?.attempts += 1
      returned[trial]?.state = .held
      let attempt = AttemptID(trial: trial, number: returned[trial]?.attempts ?? 1)
      workers.move(id, to: .heard(.working(Holding(attempts: [attempt], isExclusive: true))))
      return [.assign([trial], attempt: attempt.number, isReturned: true, to: id)]
    }
    if holding.isExclusive, !holding.attempts.isEmpty { return [] }
    var directives: [Directive] = []
    var held = holding.attempts.count
    while let count = batchSize(held: held) {
      let trials = queue.take(count)
      held += trials.count
      workers.withHolding(of: id) { holding in
        holding.isExclusive = false
        holding.attempts += trials.map { AttemptID(trial: $0, number: 1) }
      }
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

  /// Sorts the cells by what is expected of them, once enough is new.
  ///
  /// Each sort is O(cells log cells): the number of sorts grows with the logarithm of the results,
  /// or by one a minute.
  private mutating func sortIfStale(at now: Double) {
    let isDue =
      unsorted * Limits.resortedShare >= resultCount || now - lastSorted >= Limits.resortInterval
    guard costs.isStale, isDue else { return }
    (unsorted, lastSorted) = (0, now)
    costs.update()
    queue.sort(by: costs.expectation)
  }

  // MARK: - The end

  /// Dismisses all if nothing is left to wait for.
  private mutating func finishIfDone() -> [Directive] {
    guard !isFinished, remaining == 0 || (isDraining && runningCount == 0) else { return [] }
    return dismissAll()
  }

  private mutating func dismissAll() -> [Directive] {
    isFinished = true
    return workers.all.map { .dismiss($0) }
  }
}
