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
  /// The longest time a result waits for others to be stored with it, in seconds.
  private static var batchInterval: Double { 0.1 }
  /// The most results that wait for others.
  private static var batchCount: Int { 20_000 }
  /// The evaluations that may wait for the disk before no more trials go out: some 200 MB.
  private static var longestBacklog: Int { 2_000_000 }
  /// How long results are waited for that are being stored when the run fails, in seconds.
  private static var longestStoring: Double { 10 }
  /// The longest time for which messages are read before something else is looked at, in seconds.
  private static var longestReading: Double { 0.1 }
  /// How many trials have to diverge, before any other ends, for the run to mention it.
  private static var firstCount: Int { 10 }
  /// The time between two signs of life, and two looks for lost workers, in seconds.
  private static var pingInterval: Double { 1 }

  private let workload: Workload
  /// The canonical JSON of the cells that were assigned.
  private var cells: [Int: String] = [:]
  private var seeds: SeedSchedule?
  private let doneBefore: Int
  private let transport: Connection
  private let writer: Writer
  private let clock: LoopClock
  private let stop: StopConditions
  /// Names of checkpoints that an earlier run has left.
  private let found: Set<String>

  private var coordinator: Coordinator
  private var progress: ProgressLine
  private var provenances: [WorkerID: Provenance] = [:]
  /// Those who are not yet dismissed.
  private var undismissed: Set<WorkerID>
  private var batch = ResultBatch()
  /// When the first result or event of the batch came.
  private var batchSince = 0.0
  /// What each worker was last heard to train, and its step.
  private var heard: [WorkerID: (attempt: AttemptID, step: Int)] = [:]
  /// What goes out once the disk has caught up.
  private var heldBack: [WorkerID: [Message]] = [:]
  /// Those who are to be dismissed once everything is stored.
  private var leaving: [WorkerID] = []
  private var attention: Attention
  private var recorded = 0
  /// How many trials have diverged, as long as no other has ended.
  private var divergedFirst = 0
  private var outcome = RunOutcome()
  private let start: Double
  private var lastPing: Double
  /// When silent workers were last looked for, by ``attention``.
  private var lastTick = 0.0

  /// Prepares a run of the given trials, where `doneBefore` of the experiment's are stored already.
  init(
    _ workload: Workload, seeds: SeedSchedule? = nil, costs: CostModel? = nil, doneBefore: Int,
    transport: Connection, writer: Writer, checkpoints: Checkpoints? = nil,
    stop: StopConditions = StopConditions(), clock: LoopClock, progress: ProgressLine
  ) {
    self.workload = workload
    self.seeds = seeds
    self.doneBefore = doneBefore
    self.transport = transport
    self.writer = writer
    self.stop = stop
    self.clock = clock
    self.progress = progress
    found = checkpoints?.names() ?? []
    start = clock.now()
    lastPing = start
    attention = Attention(at: start)
    coordinator = Coordinator(
      sizes: workload.shares.map(\.seeds.count), released: seeds?.released,
      costs: costs ?? CostModel(workload.shares.map(\.cell)), workers: transport.workers,
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
  private func storeLast() {
    if !batch.isEmpty { writer.write(batch) }
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
      if progress.isDue(now: now) { progress.update(current, now: now) }
    }
    if coordinator.releasedCount > 0 { progress.finish(current) }
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
      if isBatchDue(now) || now - start > Self.longestReading { return false }
    }
    if isEmpty { backoff.pause() } else { backoff.reset() }
    return true
  }

  private func isBatchDue(_ now: Double) -> Bool {
    !batch.isEmpty
      && (now - batchSince >= Self.batchInterval || batch.records.count >= Self.batchCount)
  }

  /// Hands the batch to the writer if it is due, lets trials go out if it has caught up, and
  /// dismisses all if everything is stored.
  private mutating func storeAndSend(_ now: Double) throws {
    if isBatchDue(now) || (!leaving.isEmpty && !batch.isEmpty) {
      writer.write(batch)
      batch = ResultBatch()
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
    if backlog == 0, batch.isEmpty {
      for worker in leaving { try dismiss(worker) }
      leaving = []
    }
  }

  private var current: Progress {
    Progress(
      done: doneBefore + recorded, total: doneBefore + coordinator.releasedCount,
      doneHere: recorded, running: coordinator.runningCount, elapsed: clock.now() - start)
  }

  private mutating func handle(_ message: Message, from worker: WorkerID) throws {
    let now = attention.seconds
    switch message {
    case .ready(let provenance):
      provenances[worker] = provenance
      try carryOut(coordinator.onReady(worker, at: now), reports: [:])
    case .heartbeat(let heartbeat):
      try check(heartbeat.attempt?.trial, message, from: worker)
      if let attempt = heartbeat.attempt {
        if heard[worker]?.attempt != attempt { add(.assigned, attempt, from: worker) }
        heard[worker] = (attempt, heartbeat.step)
      }
      try carryOut(
        coordinator.onHeartbeat(
          worker, attempt: heartbeat.attempt, pace: heartbeat.pace, at: now),
        reports: [:])
    case .resumed(let attempt, let step):
      try check(attempt.trial, message, from: worker)
      heard[worker] = (attempt, step)
      add(.resumed, attempt, from: worker)
      progress.note("\(name(attempt.trial)) goes on from step \(step)")
    case .results(let reports, let pace):
      for report in reports { try check(report.trial, message, from: worker) }
      for report in reports {
        for (share, count) in seeds?.take(report) ?? [] {
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
        heard[worker] = (attempt, step)
        add(.drained, attempt, from: worker)
      }
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
      switch directive {
      case .assign(let trials, let attempt, let isReturned, let worker):
        let message = Message.assign(
          assignment(trials, attempt: attempt, isReturned: isReturned))
        if heldBack[worker] == nil, writer.backlog < Self.longestBacklog {
          try transport.send(message, to: worker)
        } else {
          heldBack[worker, default: []].append(message)
        }
      case .record(let trial):
        guard let (report, worker) = reports[trial] else {
          preconditionFailure("\(trial) is recorded without a result")
        }
        recorded += 1
        if report.result.ending == .diverged { warnOfDivergence(at: report.result.steps) }
        record(report, from: worker)
      case .compare(let trial):
        if let (report, worker) = reports[trial] { record(report, from: worker) }
      case .lost(let worker, let silence):
        progress.note(
          "\(name(worker)) is lost: nothing was heard of it for \(Int(silence)) s")
      case .requeue(let attempt, let worker):
        add(.lost, attempt, from: worker)
        progress.note(
          "\(name(attempt.trial)) lost its worker at attempt \(attempt.number) and waits for another"
        )
      case .abandon(let attempt, let losses, let worker):
        add(.lost, attempt, from: worker)
        add(.abandoned, attempt, from: worker)
        progress.note("\(name(attempt.trial)) lost its worker \(losses) times and is abandoned")
      case .restore(let attempt, let worker):
        // Whatever comes after it tells that a trial is not abandoned.
        add(.assigned, attempt, from: worker)
        progress.note("\(name(attempt.trial)) is not abandoned: a worker of it is back")
      case .back(let worker):
        progress.note("\(name(worker)) is back, and goes on")
      case .recall(let worker):
        progress.note("\(name(worker)) is back")
        heldBack[worker] = nil
        try transport.send(.recall, to: worker)
      case .drain(let worker):
        heldBack[worker] = nil
        try transport.send(.drain, to: worker)
      case .giveUp(.barren(let lost, let all)):
        progress.note(
          "\(lost) of \(all) workers were lost before any trial ended; the run gives up")
      case .giveUp(.deserted(let lost)):
        progress.note("no worker is left, \(lost) were lost; the run ends")
      case .dismiss(let worker):
        heldBack[worker] = nil
        leaving.append(worker)
      }
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

  private func provenance(of worker: WorkerID) -> Provenance {
    provenances[worker] ?? Provenance()
  }

  private func name(_ worker: WorkerID) -> String {
    "rank \(worker.rawValue)" + (provenances[worker].map { " on \($0.host)" } ?? "")
  }

  /// The trial by its cell's number in the table, and its seed.
  private func name(_ trial: TrialID) -> String {
    let (share, seed) = workload.place(of: trial)
    return "cell \(workload.shares[share].position + 1), seed \(seed),"
  }

  private mutating func add(
    _ kind: TrialEvent.Kind, _ attempt: AttemptID, from worker: WorkerID
  ) {
    if batch.isEmpty { batchSince = clock.now() }
    batch.events.append(
      TrialEvent(
        configuration: workload.configuration(attempt.trial), attempt: attempt.number, kind: kind,
        step: heard[worker].flatMap { $0.attempt == attempt ? $0.step : nil } ?? 0,
        rank: worker.rawValue, provenance: provenance(of: worker), at: clock.date(),
        reason: kind == .lost ? "its worker fell silent" : ""))
  }

  /// Says so if all trials diverge from the start: a sweep of them is hardly meant.
  private mutating func warnOfDivergence(at step: Int) {
    guard recorded == divergedFirst + 1 else { return }
    divergedFirst += 1
    if divergedFirst == Self.firstCount {
      progress.note(
        "the first \(divergedFirst) trials have all diverged, this one at step \(step); the run "
          + "goes on")
    }
  }

  private mutating func record(_ report: TrialReport, from worker: WorkerID) {
    if batch.isEmpty { batchSince = clock.now() }
    let configuration = workload.configuration(report.trial)
    if report.leavesCheckpoint { batch.superseded.append(configuration) }
    batch.records.append(
      TrialRecord(
        configuration: configuration, result: report.result,
        attempt: Attempt(
          number: report.attempt, rank: worker.rawValue, provenance: provenance(of: worker),
          startedAt: report.startedAt, wallSeconds: report.wallSeconds)))
  }

  private mutating func dismiss(_ worker: WorkerID) throws {
    try transport.send(.dismiss(allPresent: coordinator.lostCount == 0), to: worker)
    undismissed.remove(worker)
  }
}
