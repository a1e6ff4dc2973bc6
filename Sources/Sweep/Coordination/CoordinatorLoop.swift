import Engine

/// When a run has to stop by itself.
struct StopConditions {
  /// When the time allotted to the run ends, by ``LoopClock/now``: whoever sets the date during a run
  /// changes nothing.
  var deadline = Double.infinity
  /// How long before the deadline trials are put aside, in seconds.
  var margin = 10.0
  /// Whether the process was told from outside to stop.
  var isToldToStop: @Sendable () -> Bool = { false }
}

/// Carries out what the coordinator decides, over a transport and a store.
///
/// Results are stored in batches, so that a slow disk is asked ten times a second at most; all of
/// them are stored before anyone is dismissed. Nobody keeps a result that is not in the store. While
/// more wait for the disk than should be held in memory, no trial goes out.
///
/// The loop knows its own health: silence is judged after all messages have been read, and by the
/// time spent looking for them.
struct CoordinatorLoop<Connection: Transport, Writer: ResultWriter> {
  /// The evaluations that may wait for the disk before no more trials go out: some 200 MB.
  private static var longestBacklog: Int { 2_000_000 }
  /// How long results are waited for that are being stored when the run fails, in seconds.
  private static var longestStoring: Double { 10 }
  /// The longest time for which messages are read before something else is looked at, in seconds.
  private static var longestReading: Double { 0.1 }
  /// The time between two signs of life, and two looks for lost workers, in seconds.
  private static var pingInterval: Double { 1 }

  private let workload: Workload
  /// The canonical JSON of the cells that were assigned.
  private var cells: [Int: String] = [:]
  private var seeds: SeedSchedule?
  private let transport: Connection
  private let writer: Writer
  private let clock: LoopClock
  private let stop: StopConditions
  /// Names of checkpoints that an earlier run has left.
  private let found: Set<String>

  private var coordinator: Coordinator
  private var journal: ResultJournal
  private var notes: RunNotes
  private var progress: ProgressDisplay
  private var tracker: ProgressTracker
  /// Those who are not yet dismissed.
  private var undismissed: Set<WorkerID>
  /// What goes out once the disk has caught up.
  private var heldBack: [WorkerID: [Message]] = [:]
  /// Those who are to be dismissed once everything is stored.
  private var leaving: [WorkerID] = []
  private var attention: Attention
  private var recorded = 0
  private var outcome = RunOutcome()
  private let start: Double
  private var lastPing: Double
  /// When silent workers were last looked for, by ``attention``.
  private var lastTick = 0.0

  /// Prepares a run of the given trials, where `doneBefore` of the experiment's are stored already.
  init(
    _ workload: Workload, seeds: SeedSchedule? = nil, costs: CostModel? = nil, doneBefore: Int,
    transport: Connection, writer: Writer, checkpoints: Checkpoints? = nil,
    stop: StopConditions = StopConditions(), clock: LoopClock, progress: ProgressDisplay,
    tracker: ProgressTracker? = nil
  ) {
    self.workload = workload
    self.seeds = seeds
    self.transport = transport
    self.writer = writer
    self.stop = stop
    self.clock = clock
    self.progress = progress
    journal = ResultJournal(workload, clock: clock)
    notes = RunNotes(workload)
    found = checkpoints?.names() ?? []
    start = clock.now()
    lastPing = start
    attention = Attention(at: start)
    let costs = costs ?? CostModel(workload.shares.map(\.cell))
    self.tracker =
      tracker
      ?? ProgressTracker(
        "", workload, released: seeds?.released, cells: [], costs: costs,
        thresholds: Thresholds(), doneBefore: doneBefore)
    coordinator = Coordinator(
      sizes: workload.shares.map(\.seeds.count), released: seeds?.released,
      costs: costs, workers: transport.workers,
      threads: transport.threads, at: attention.seconds)
    undismissed = Set(transport.workers)
  }

  /// Runs until every trial has ended, or has been put aside, and every worker is dismissed.
  ///
  /// If results cannot be stored, all workers are dismissed at once, in the middle of their trials.
  ///
  /// - Throws: ``CoordinatorLoopError``, or the error of the transport.
  mutating func run() throws -> RunOutcome {
    do {
      return try play()
    } catch {
      if case CoordinatorLoopError.store = error { throw error }
      storeLast()
      throw error
    }
  }

  /// Stores what there is, as far as that goes in a few seconds.
  private mutating func storeLast() {
    if !journal.isEmpty { writer.write(journal.take()) }
    let end = clock.now() + Self.longestStoring
    while writer.backlog > 0, clock.now() < end { clock.sleep(0.01) }
  }

  private mutating func play() throws -> RunOutcome {
    var backoff = Backoff(clock: clock)
    if coordinator.remaining == 0 { try carryOut(coordinator.onDrain(), reports: [:]) }
    while !undismissed.isEmpty {
      attention.turn(at: clock.now())
      let isRead = try readMail(&backoff)
      let now = clock.now()
      try storeAndSend(now)
      if now - lastPing >= Self.pingInterval { try ping(now) }
      // Who has a message waiting is not silent.
      if isRead, attention.seconds - lastTick >= Self.pingInterval { try tick() }
      if let reason = reasonToStop() {
        progress.note("\(reason); what is in training is put aside")
        try carryOut(coordinator.onDrain(), reports: [:])
      }
      if progress.isDue(now: now) { progress.update(current(now), now: now) }
    }
    if coordinator.releasedCount > 0 { progress.finish(current(clock.now())) }
    outcome.waiting = coordinator.remaining
    outcome.abandoned = coordinator.abandonedCount
    outcome.lost = coordinator.lostCount
    return outcome
  }

  /// Reads what has arrived; pauses if that is nothing.
  ///
  /// - Returns: whether that was all of it.
  private mutating func readMail(_ backoff: inout Backoff) throws -> Bool {
    let start = clock.now()
    var isEmpty = true
    while let (worker, message) = try transport.receive() {
      isEmpty = false
      try handle(message, from: worker)
      let now = clock.now()
      if journal.isDue(at: now) || now - start > Self.longestReading { return false }
    }
    if isEmpty { backoff.pause() } else { backoff.reset() }
    return true
  }

  /// Hands the journal to the writer if it is due, lets trials go out if it has caught up, and
  /// dismisses all if everything is stored.
  private mutating func storeAndSend(_ now: Double) throws {
    if journal.isDue(at: now) || (!leaving.isEmpty && !journal.isEmpty) {
      writer.write(journal.take())
    }
    let backlog = writer.backlog
    do {
      for line in try writer.report() { progress.note(line) }
    } catch {
      for worker in transport.workers where undismissed.contains(worker) { try dismiss(worker) }
      progress.end()
      throw CoordinatorLoopError.store(error)
    }
    if !heldBack.isEmpty, backlog < Self.longestBacklog {
      for (worker, messages) in heldBack {
        for message in messages { try transport.send(message, to: worker) }
      }
      heldBack = [:]
    }
    if backlog == 0, journal.isEmpty {
      for worker in leaving { try dismiss(worker) }
      leaving = []
    }
  }

  private mutating func current(_ now: Double) -> SweepProgress {
    tracker.progress(
      done: recorded, total: coordinator.releasedCount, workers: coordinator.runningCount,
      elapsed: now - start, at: now)
  }

  private mutating func handle(_ message: Message, from worker: WorkerID) throws {
    let now = attention.seconds
    switch message {
    case .ready(let provenance):
      journal.note(provenance, of: worker)
      try carryOut(coordinator.onReady(worker, at: now), reports: [:])
    case .heartbeat(let heartbeat):
      try check(heartbeat.attempt?.trial, message, from: worker)
      if let attempt = heartbeat.attempt {
        journal.hear(attempt, step: heartbeat.step, from: worker)
        tracker.hear(attempt.trial, step: heartbeat.step, from: worker, at: clock.now())
      }
      try carryOut(
        coordinator.onHeartbeat(
          worker, attempt: heartbeat.attempt, pace: heartbeat.pace, at: now),
        reports: [:])
    case .resumed(let attempt, let step):
      try check(attempt.trial, message, from: worker)
      journal.add(.resumed, attempt, at: step, from: worker)
      tracker.hear(attempt.trial, step: step, from: worker, at: clock.now())
      progress.note(notes.line(resumed: attempt, at: step))
    case .results(let reports, let pace):
      for report in reports { try check(report.trial, message, from: worker) }
      for report in reports {
        for (share, count) in seeds?.take(report) ?? [] {
          tracker.release(count, of: share)
          try carryOut(coordinator.release(count, of: share), reports: [:])
        }
      }
      let directives = coordinator.onResults(
        reports.map { ($0.id, $0.result.steps, $0.wallSeconds) }, from: worker, pace: pace,
        at: now)
      try carryOut(
        directives, reports: Dictionary(reports.map { ($0.trial, ($0, worker)) }) { $1 })
    case .drained(let attempt, let step):
      try check(attempt?.trial, message, from: worker)
      if let attempt {
        journal.add(.drained, attempt, at: step, from: worker)
      }
      tracker.forget(worker)
      try carryOut(coordinator.onDrained(worker, at: now), reports: [:])
    case .assign, .drain, .recall, .ping, .dismiss:
      throw CoordinatorLoopError.unexpected(message.kind, from: worker)
    }
  }

  private func check(_ trial: TrialID?, _ message: Message, from worker: WorkerID) throws {
    guard trial.map(workload.contains) ?? true else {
      throw CoordinatorLoopError.unexpected(message.kind, from: worker)
    }
  }

  /// Shows workers that the coordinator is alive.
  private mutating func ping(_ now: Double) throws {
    lastPing = now
    for worker in coordinator.reachableWorkers where undismissed.contains(worker) {
      try transport.send(.ping, to: worker)
    }
  }

  /// Looks which workers are not.
  private mutating func tick() throws {
    lastTick = attention.seconds
    try carryOut(coordinator.onTick(at: attention.seconds), reports: [:])
  }

  private func reasonToStop() -> String? {
    guard !coordinator.isDraining, leaving.isEmpty else { return nil }
    if stop.isToldToStop() { return "told to stop" }
    // A worker answers between a few steps and the next.
    let margin = max(stop.margin, 3 * coordinator.longestMoment(at: attention.seconds))
    return clock.now() >= stop.deadline - margin ? "the time allotted is nearly over" : nil
  }

  private mutating func carryOut(
    _ directives: [Coordinator.Directive],
    reports: [TrialID: (TrialReport, from: WorkerID)]
  ) throws {
    for directive in directives {
      if let line = notes.line(for: directive, host: journal.host) { progress.note(line) }
      switch directive {
      case .assign(let trials, let attempt, let isReturned, let worker):
        try assign(assignment(trials, attempt: attempt, isReturned: isReturned), to: worker)
      case .record(let trial):
        guard let (report, worker) = reports[trial] else {
          preconditionFailure("\(trial) is recorded without a result")
        }
        recorded += 1
        if let line = notes.line(result: report.result) { progress.note(line) }
        journal.record(report, from: worker)
        tracker.record(report, from: worker)
      case .compare(let trial):
        if let (report, worker) = reports[trial] { journal.record(report, from: worker) }
      case .requeue(let attempt, let worker): journal.add(.lost, attempt, from: worker)
      case .abandon(let attempt, _, let worker):
        journal.add(.lost, attempt, from: worker)
        journal.add(.abandoned, attempt, from: worker)
      // Whatever comes after it tells that a trial is not abandoned.
      case .restore(let attempt, let worker): journal.add(.assigned, attempt, from: worker)
      case .recall(let worker):
        heldBack[worker] = nil
        tracker.forget(worker)
        try transport.send(.recall, to: worker)
      case .drain(let worker):
        heldBack[worker] = nil
        try transport.send(.drain, to: worker)
      case .dismiss(let worker):
        heldBack[worker] = nil
        leaving.append(worker)
      case .lost(let worker, _): tracker.forget(worker)
      case .back, .giveUp: break
      }
    }
  }

  /// Sends trials, or keeps them until the disk has caught up.
  private mutating func assign(_ assignment: Assignment, to worker: WorkerID) throws {
    let message = Message.assign(assignment)
    if heldBack[worker] == nil, writer.backlog < Self.longestBacklog {
      try transport.send(message, to: worker)
    } else {
      heldBack[worker, default: []].append(message)
    }
  }

  private mutating func assignment(
    _ trials: [TrialID], attempt: Int, isReturned: Bool
  ) -> Assignment {
    let places = trials.map(workload.place)
    let share = places[0].share
    let cell = cells[share] ?? workload.shares[share].cell.identity
    cells[share] = cell
    let resumes =
      isReturned
      || (!found.isEmpty
        && trials.contains { found.contains(Checkpoints.name(of: workload.configuration($0))) })
    return Assignment(
      cell: cell, attempt: attempt, resumes: resumes, trials: trials,
      seeds: places.map(\.seed))
  }

  private mutating func dismiss(_ worker: WorkerID) throws {
    try transport.send(.dismiss(allPresent: coordinator.lostCount == 0), to: worker)
    undismissed.remove(worker)
  }
}
