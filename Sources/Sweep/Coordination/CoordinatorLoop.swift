import Engine

/// When a run has to stop by itself.
struct StopConditions {
  /// When the time allotted to the run ends, in seconds since 1970.
  var deadline = Double.infinity
  /// How long before the deadline trials are put aside, in seconds.
  var margin = 10.0
  /// Whether the process was told from outside to stop.
  var isToldToStop: @Sendable () -> Bool = { false }
}

/// Carries out what the coordinator decides, over a transport and a store.
///
/// Results are stored in batches, so that a slow disk is asked ten times a second at most; all of
/// them are stored before anyone is dismissed. Nobody keeps a result that is not in the store.
struct CoordinatorLoop<Connection: Transport, Sink: ResultSink> {
  /// The longest time a result waits for others to be stored with it, in seconds.
  private static var batchInterval: Double { 0.1 }
  /// The most results that wait.
  private static var batchCount: Int { 20_000 }
  /// How many trials have to diverge, before any other ends, for the run to mention it.
  private static var firstCount: Int { 10 }
  /// The time between two signs of life, and two looks for lost workers, in seconds.
  private static var pingInterval: Double { 1 }

  private let workload: Workload
  private let cells: [String]
  private var seeds: SeedSchedule?
  private let doneBefore: Int
  private let transport: Connection
  private let sink: Sink
  private let clock: LoopClock
  private let stop: StopConditions
  private let checkpoints: Checkpoints?
  /// Names of checkpoints that an earlier run has left.
  private let found: Set<String>

  private var coordinator: Coordinator
  private var progress: ProgressLine
  private var provenances: [WorkerID: Provenance] = [:]
  /// Those who are not yet dismissed.
  private var present: Set<WorkerID>
  private var pending: [TrialRecord] = []
  private var events: [TrialEvent] = []
  /// What each worker was last heard to train, and its step.
  private var heard: [WorkerID: (trial: TrialID, step: Int)] = [:]
  /// When the first of the pending results and events came.
  private var pendingSince = 0.0
  /// Trials whose checkpoints nobody needs once the pending results are stored.
  private var superseded: [TrialConfiguration] = []
  private var recorded = 0
  /// How many trials have diverged, as long as no other has ended.
  private var divergedFirst = 0
  private var outcome = RunOutcome()
  private let start: Double
  private var lastPing: Double

  /// Prepares a run of the given trials, where `doneBefore` of the experiment's are stored already.
  init(
    _ workload: Workload, seeds: SeedSchedule? = nil, costs: CostModel? = nil, doneBefore: Int,
    transport: Connection, sink: Sink, checkpoints: Checkpoints? = nil,
    stop: StopConditions = StopConditions(), clock: LoopClock, progress: ProgressLine
  ) {
    self.workload = workload
    self.seeds = seeds
    self.doneBefore = doneBefore
    self.transport = transport
    self.sink = sink
    self.checkpoints = checkpoints
    self.stop = stop
    self.clock = clock
    self.progress = progress
    cells = workload.shares.map(\.cell.identity)
    found = checkpoints?.names() ?? []
    start = clock.now()
    lastPing = start
    coordinator = Coordinator(
      sizes: workload.shares.map(\.seeds.count), released: seeds?.released,
      costs: costs ?? CostModel(workload.shares.map(\.cell)), workers: transport.workers,
      at: start)
    present = Set(transport.workers)
  }

  /// Runs until every trial has ended, or has been put aside, and every worker is dismissed.
  ///
  /// If results cannot be stored, all workers are dismissed at once, in the middle of their trials.
  ///
  /// - Throws: ``CoordinatorLoopError``, or the error of the transport.
  mutating func run() throws -> RunOutcome {
    var backoff = Backoff(clock: clock)
    if coordinator.remaining == 0 { try carryOut(coordinator.onDrain(), reports: [:]) }
    while !present.isEmpty {
      if let (worker, message) = try transport.receive() {
        backoff.reset()
        try handle(message, from: worker)
      } else {
        backoff.pause()
      }
      let now = clock.now()
      if !pending.isEmpty || !events.isEmpty,
        now - pendingSince >= Self.batchInterval || pending.count >= Self.batchCount
      {
        try commit()
      }
      if now - lastPing >= Self.pingInterval { try tick(now) }
      if let reason = reasonToStop() {
        progress.note("\(reason); what is in training is put aside")
        try carryOut(coordinator.onDrain(), reports: [:])
      }
      if progress.isDue(now: now) { progress.update(current, now: now) }
    }
    if coordinator.releasedCount > 0 { progress.finish(current) }
    outcome.waiting = coordinator.remaining
    outcome.lost = coordinator.lostCount
    return outcome
  }

  private var current: Progress {
    Progress(
      done: doneBefore + recorded, total: doneBefore + coordinator.releasedCount,
      doneHere: recorded, running: coordinator.runningCount, elapsed: clock.now() - start)
  }

  private mutating func handle(_ message: Message, from worker: WorkerID) throws {
    let now = clock.now()
    switch message {
    case .ready(let provenance):
      provenances[worker] = provenance
      try carryOut(coordinator.onReady(worker, at: now), reports: [:])
    case .heartbeat(let heartbeat):
      try check(heartbeat.trial, message, from: worker)
      if let trial = heartbeat.trial {
        if heard[worker]?.trial != trial { add(.assigned, trial, from: worker) }
        heard[worker] = (trial, heartbeat.step)
      }
      try carryOut(
        coordinator.onHeartbeat(
          worker, trial: heartbeat.trial, longestGap: heartbeat.longestGap, at: now),
        reports: [:])
    case .resumed(let trial, let step):
      try check(trial, message, from: worker)
      heard[worker] = (trial, step)
      add(.resumed, trial, from: worker)
      progress.note("\(name(trial)) goes on from step \(step)")
    case .results(let reports, let longestGap):
      for report in reports { try check(report.trial, message, from: worker) }
      for report in reports {
        for (share, count) in seeds?.take(report) ?? [] {
          try carryOut(coordinator.release(count, of: share), reports: [:])
        }
      }
      let directives = coordinator.onResults(
        reports.map { ($0.trial, $0.result.steps, $0.wallSeconds) }, from: worker,
        longestGap: longestGap, at: now)
      try carryOut(
        directives, reports: Dictionary(reports.map { ($0.trial, ($0, worker)) }) { $1 })
    case .drained(let trial, let step):
      try check(trial, message, from: worker)
      if let trial {
        heard[worker] = (trial, step)
        add(.drained, trial, from: worker)
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

  /// Shows workers that the coordinator is alive, and looks which of them are not.
  private mutating func tick(_ now: Double) throws {
    lastPing = now
    for worker in coordinator.reachableWorkers where present.contains(worker) {
      try transport.send(.ping, to: worker)
    }
    try carryOut(coordinator.onTick(at: now), reports: [:])
  }

  private func reasonToStop() -> String? {
    guard !coordinator.isDraining else { return nil }
    if stop.isToldToStop() { return "told to stop" }
    // A worker answers between a few steps and the next.
    let margin = max(stop.margin, 3 * coordinator.longestGap)
    return clock.date() >= stop.deadline - margin ? "the time allotted is nearly over" : nil
  }

  private mutating func carryOut(
    _ directives: [Coordinator.Directive],
    reports: [TrialID: (TrialReport, from: WorkerID)]
  ) throws {
    for directive in directives {
      switch directive {
      case .assign(let trials, let attempt, let isReturned, let worker):
        try transport.send(
          .assign(assignment(trials, attempt: attempt, isReturned: isReturned)), to: worker)
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
      case .requeue(let trial, let attempt, let worker):
        add(.lost, trial, attempt: attempt, from: worker)
        progress.note("\(name(trial)) lost its worker at attempt \(attempt) and waits for another")
      case .abandon(let trial, let attempts, let worker):
        add(.lost, trial, attempt: attempts, from: worker)
        add(.abandoned, trial, attempt: attempts, from: worker)
        outcome.abandoned += 1
        progress.note("\(name(trial)) lost its worker \(attempts) times and is abandoned")
      case .recall(let worker):
        progress.note("\(name(worker)) is back")
        try transport.send(.recall, to: worker)
      case .drain(let worker):
        try transport.send(.drain, to: worker)
      case .giveUp(let losses):
        progress.note("\(losses) workers were lost before any trial ended; the run gives up")
      case .dismiss(let worker):
        try commit()
        try dismiss(worker)
      }
    }
  }

  private func assignment(_ trials: [TrialID], attempt: Int, isReturned: Bool) -> Assignment {
    let places = trials.map(workload.place)
    let resumes =
      isReturned
      || (!found.isEmpty
        && trials.contains { found.contains(Checkpoints.name(of: workload.configuration($0))) })
    return Assignment(
      cell: cells[places[0].share], attempt: attempt, resumes: resumes, trials: trials,
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
    _ kind: TrialEvent.Kind, _ trial: TrialID, attempt: Int? = nil, from worker: WorkerID
  ) {
    if pending.isEmpty, events.isEmpty { pendingSince = clock.now() }
    events.append(
      TrialEvent(
        configuration: workload.configuration(trial),
        attempt: attempt ?? coordinator.attempt(at: trial), kind: kind,
        step: heard[worker].flatMap { $0.trial == trial ? $0.step : nil } ?? 0,
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
    if pending.isEmpty, events.isEmpty { pendingSince = clock.now() }
    let configuration = workload.configuration(report.trial)
    if report.leavesCheckpoint { superseded.append(configuration) }
    pending.append(
      TrialRecord(
        configuration: configuration, result: report.result,
        attempt: Attempt(
          number: report.attempt, rank: worker.rawValue, provenance: provenance(of: worker),
          startedAt: report.startedAt, wallSeconds: report.wallSeconds)))
  }

  private mutating func commit() throws {
    guard !pending.isEmpty || !events.isEmpty else { return }
    do {
      for warning in try sink.append(pending, events: events) { progress.note(warning) }
      pending = []
      events = []
    } catch {
      for worker in transport.workers where present.contains(worker) { try dismiss(worker) }
      progress.end()
      throw CoordinatorLoopError.store(error)
    }
    for trial in superseded { checkpoints?.remove(trial) }
    superseded = []
  }

  private mutating func dismiss(_ worker: WorkerID) throws {
    try transport.send(.dismiss(allPresent: coordinator.lostCount == 0), to: worker)
    present.remove(worker)
  }
}
