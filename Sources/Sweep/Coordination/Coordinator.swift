/// Decides which worker trains which trial.
///
/// A pure state machine: it performs no input or output and reads no clock. The caller turns
/// messages into calls of the `on…` methods and carries out, in order, the directives they return.
/// Times are seconds in which the caller was looking for messages (``Attention``): who does not
/// look cannot know who is silent. Every trial ends exactly once, recorded or abandoned, however
/// often it was tried; what is held here grows with the workers, the cells in training and the
/// trials that were lost.
///
/// The transitions of a trial stand at ``TrialLedger``, those of a worker at ``WorkerPhase``. All are
/// dismissed together once nothing is left, or nobody to train it.
struct Coordinator {
  /// Whether nothing is assigned any more.
  private(set) var isDraining = false

  /// The number of trials that are neither recorded nor abandoned.
  var remaining: Int { trials.remaining }
  /// The number of trials that are abandoned.
  var abandonedCount: Int { trials.abandonedCount }
  /// The number of trials that may go out by now.
  var releasedCount: Int { trials.releasedCount }
  /// The number of workers that a trial may lose; it is given up then.
  var attemptLimit: Int { trials.attemptLimit }

  /// The number of workers that train.
  var runningCount: Int { isFinished ? 0 : workers.runningCount }
  /// How many workers were lost and have not come back.
  var lostCount: Int { workers.lostCount }

  private var trials: TrialLedger
  private var costs: CostModel
  private var workers: WorkerTable
  /// Workers without work, those who have waited longest first.
  private var idle = WaitingLine<WorkerID>()
  private var isFinished = false
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
    self.costs = costs
    trials = TrialLedger(sizes: sizes, released: released ?? sizes, attemptLimit: attemptLimit)
    self.workers = WorkerTable(workers, threads: threads, at: now)
    trials.sort(by: costs.expectation)
  }

  /// Call to let more trials of a cell go out, before the result that called for them is handed in.
  mutating func release(_ count: Int, of cell: Int) -> [Directive] {
    trials.release(count, of: cell)
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
      costs.record(cell: trials.cell(of: trial), steps: steps, seconds: seconds)
      let wasHeld = workers.withHolding(of: worker) { $0.remove(trial) } ?? false
      directives.append(trials.end(trial, wasHeld: wasHeld) ? .record(trial) : .compare(trial))
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
      for attempt in holding.attempts { trials.putBack(attempt) }
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
    let (silences, trials) = (silences, trials)
    return workers.fallenSilent(at: now) { standing in
      Self.lease(standing, silences, cell: trials.cell(of:), at: now)
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
        silences.recordRefuted(silence, cell: trials.cell(of: attempt.trial), at: now)
      }
      return refute(id, at: now)
    case .suspected(let standing, _, _):
      workers.move(id, to: .heard(standing))
      // It may have been passed over.
      if standing == .working(Holding()) { return feed(id) }
    case .heard: break
    }
    // What it says of an attempt that was taken from it says nothing of the one it holds.
    guard let attempt, workers.holds(id, attempt) else { return [] }
    silences.record(pace, cell: trials.cell(of: attempt.trial), at: now)
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
    let isFree = holding.attempts.allSatisfy(trials.isFree)
    if !isFree, let first = holding.attempts.first {
      workers.move(id, to: .heard(.recalled(cell: trials.cell(of: first.trial))))
      return restored + [.recall(id)] + feedIdle()
    }
    for attempt in holding.attempts { trials.resume(attempt) }
    workers.move(id, to: .heard(.working(holding)))
    let next: [Directive] =
      isDraining ? (holding.attempts.isEmpty ? [] : [.drain(id)]) : feed(id)
    return restored + [.back(id)] + next + feedIdle()
  }

  /// Undoes what the loss of a worker has counted.
  private mutating func takeBackLoss(of id: WorkerID) -> [Directive] {
    guard case .lost(.working(let holding))? = workers.phase(of: id) else { return [] }
    return holding.attempts.filter { trials.takeBackLoss(of: $0) }.map { .restore($0, from: id) }
  }

  /// Takes from a worker what it has.
  private mutating func lose(_ id: WorkerID) -> [Directive] {
    guard let standing = workers.phase(of: id)?.standing else { return [] }
    workers.move(id, to: .lost(standing))
    idle.remove(id)
    guard case .working(let holding) = standing else { return [] }
    return holding.attempts.compactMap { attempt in
      switch trials.lose(attempt) {
      case .waits: .requeue(attempt, from: id)
      case .abandoned(let losses): .abandon(attempt, losses: losses, from: id)
      case nil: nil
      }
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

  // MARK: - Work

  private mutating func feedIdle() -> [Directive] {
    var directives: [Directive] = []
    while !isDraining, trials.hasTrials, let id = idle.takeFirst() { directives += feed(id) }
    return directives
  }

  /// Gives a worker as much as it should have.
  private mutating func feed(_ id: WorkerID) -> [Directive] {
    guard !isDraining, !isFinished, case .heard(.working(let holding))? = workers.phase(of: id)
    else {
      return []
    }
    if holding.attempts.isEmpty, let attempt = trials.takeReturned() {
      workers.move(id, to: .heard(.working(Holding(attempts: [attempt], isExclusive: true))))
      return [.assign([attempt.trial], attempt: attempt.number, isReturned: true, to: id)]
    }
    if holding.isExclusive, !holding.attempts.isEmpty { return [] }
    var directives: [Directive] = []
    var held = holding.attempts.count
    while let count = batchSize(held: held) {
      let taken = trials.take(count)
      held += taken.count
      workers.withHolding(of: id) { holding in
        holding.isExclusive = false
        holding.attempts += taken.map { AttemptID(trial: $0, number: 1) }
      }
      directives.append(.assign(taken, attempt: 1, isReturned: false, to: id))
    }
    if held == 0 { idle.append(id) }
    return directives
  }

  /// How many trials of the next cell go to a worker that has so many, or `nil` for none.
  private func batchSize(held: Int) -> Int? {
    guard let cell = trials.next else { return nil }
    guard let seconds = costs.measuredSeconds(cell) else { return held == 0 ? 1 : nil }
    // Towards the end, what is left is shared evenly.
    let share = max(1, trials.untriedCount / (2 * workers.count))
    let fitting = min(Limits.batch / max(seconds, 1e-9), Double(Limits.batchCount))
    let count = min(max(1, Int(fitting)), share)
    if held == 0 { return count }
    let isShort = seconds <= Limits.sentAhead && trials.untriedCount > workers.count
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
    trials.sort(by: costs.expectation)
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
