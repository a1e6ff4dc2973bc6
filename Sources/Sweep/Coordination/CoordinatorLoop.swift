import Engine

/// Why a run ends before its trials do.
enum CoordinatorLoopError: Error {
  /// The results could not be stored.
  case store(any Error)
  /// A worker said something that only the coordinator says, or named a trial that is not there.
  case unexpected(Message.Kind, from: WorkerID)
}

extension CoordinatorLoopError: CustomStringConvertible {
  /// One line.
  var description: String {
    switch self {
    case .store(let error): "\(error)"
    case .unexpected(let kind, let worker):
      "worker \(worker.rawValue) sent an impossible message: \(kind)"
    }
  }
}

/// Carries out what the coordinator decides, over a transport and a store.
///
/// Results are stored in batches, so that a slow disk is asked ten times a second at most; all of
/// them are stored before anyone is dismissed. Nobody keeps a result that is not in the store.
struct CoordinatorLoop<
  Connection: Transport, Sink: ResultSink, Trials: RandomAccessCollection<TrialConfiguration>
> where Trials.Index == Int {
  /// The longest time a result waits for others to be stored with it, in seconds.
  private let batchInterval = 0.1

  private let trials: Trials
  private let doneBefore: Int
  private let transport: Connection
  private let sink: Sink
  private let clock: LoopClock

  private var coordinator: Coordinator
  private var progress: ProgressLine
  private var hosts: [WorkerID: String] = [:]
  /// Those who are not yet dismissed.
  private var present: Set<WorkerID>
  private var pending: [TrialRecord] = []
  /// When the first of the pending results came.
  private var pendingSince = 0.0
  private var recorded = 0
  private let start: Double

  /// Prepares a run of the given trials, where `doneBefore` of the experiment's are stored already.
  init(
    trials: Trials, doneBefore: Int, transport: Connection, sink: Sink,
    clock: LoopClock, progress: ProgressLine
  ) {
    self.trials = trials
    self.doneBefore = doneBefore
    self.transport = transport
    self.sink = sink
    self.clock = clock
    self.progress = progress
    coordinator = Coordinator(trialCount: trials.count)
    present = Set(transport.workers)
    start = clock.now()
  }

  /// Runs until every trial has ended and every worker is dismissed.
  ///
  /// If results cannot be stored, all workers are dismissed at once, in the middle of their trials.
  ///
  /// - Throws: ``CoordinatorLoopError``, or the error of the transport.
  mutating func run() throws {
    var backoff = Backoff(clock: clock)
    while !present.isEmpty {
      if let (worker, message) = try transport.receive() {
        backoff.reset()
        try carryOut(try directives(for: message, from: worker), after: message, from: worker)
      } else {
        backoff.pause()
      }
      let now = clock.now()
      if !pending.isEmpty, now - pendingSince >= batchInterval { try commit() }
      progress.update(current, now: now)
    }
    if !trials.isEmpty { progress.finish(current) }
  }

  private var current: Progress {
    Progress(
      done: doneBefore + recorded, total: doneBefore + trials.count, doneHere: recorded,
      running: coordinator.runningCount, elapsed: clock.now() - start)
  }

  private mutating func directives(
    for message: Message, from worker: WorkerID
  ) throws -> [Coordinator.Directive] {
    switch message {
    case .ready(let host):
      hosts[worker] = host
      return coordinator.onReady(worker)
    case .progress: return []
    case .result(let trial, _) where trials.indices.contains(trial.rawValue):
      return coordinator.onResult(trial, from: worker)
    case .assign, .dismiss, .result:
      throw CoordinatorLoopError.unexpected(message.kind, from: worker)
    }
  }

  private mutating func carryOut(
    _ directives: [Coordinator.Directive], after message: Message, from worker: WorkerID
  ) throws {
    for directive in directives {
      switch directive {
      case .assign(let trial, let attempt, let worker):
        let json = trials[trial.rawValue].node.canonicalJSON
        try transport.send(.assign(trial, attempt: attempt, configuration: json), to: worker)
      case .record(let trial):
        guard case .result(trial, let report) = message else {
          preconditionFailure("\(trial) is recorded on \(message.kind)")
        }
        record(trial, report, from: worker)
      case .requeue(let trial):
        progress.note("a worker was lost; trial \(trial.rawValue) starts again")
      case .abandon(let trial, let attempts):
        progress.note(
          "trial \(trial.rawValue) lost its worker \(attempts) times and is left for another run")
      case .dismiss(let worker):
        try commit()
        try dismiss(worker)
      }
    }
  }

  private mutating func record(_ trial: TrialID, _ report: TrialReport, from worker: WorkerID) {
    if pending.isEmpty { pendingSince = clock.now() }
    recorded += 1
    pending.append(
      TrialRecord(
        configuration: trials[trial.rawValue], result: report.result,
        attempt: Attempt(
          number: report.attempt, rank: worker.rawValue,
          provenance: Provenance(host: hosts[worker] ?? ""),
          startedAt: report.startedAt, wallSeconds: report.wallSeconds)))
  }

  private mutating func commit() throws {
    guard !pending.isEmpty else { return }
    do {
      for warning in try sink.append(pending) { progress.note(warning) }
      pending = []
    } catch {
      for worker in transport.workers where present.contains(worker) { try dismiss(worker) }
      progress.end()
      throw CoordinatorLoopError.store(error)
    }
  }

  private mutating func dismiss(_ worker: WorkerID) throws {
    try transport.send(.dismiss, to: worker)
    present.remove(worker)
  }
}
