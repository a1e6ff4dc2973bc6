import Engine

/// Why a worker stops.
enum WorkerError: Error, Hashable, Sendable {
  /// The coordinator said something that workers are not told.
  case unexpected(Message)
  /// The configuration of a trial cannot be read here, so the ranks run different binaries.
  case configuration(ConfigurationError)
  /// The samples of a trial are not here, so this rank has read other files than the coordinator.
  case table(TableContent, own: [String])
  /// Nothing was heard of the coordinator for so many seconds.
  case silence(Double)
}

extension WorkerError: CustomStringConvertible {
  /// One line.
  var description: String {
    switch self {
    case .unexpected(let message): "the coordinator sent \(message.kind)"
    case .configuration(let error): "a trial cannot be read: \(error)"
    case .table(let table, let own):
      "a trial's table has the SHA-256 \(table.sha256), but this rank has read "
        + (own.isEmpty ? "none" : own.joined(separator: ", "))
        + "; all ranks must see the same files"
    case .silence(let seconds):
      "nothing was heard of the coordinator for \(Int(seconds)) s; what was trained is put aside"
    }
  }
}

/// What a worker is, and where it puts trials aside.
struct WorkerSettings: Sendable {
  /// What it runs on.
  var provenance: Provenance
  /// Where checkpoints are, or `nil` to make none.
  var checkpoints: Checkpoints?
  /// The time between two checkpoints of a trial, in seconds.
  var checkpointInterval = 30.0
  /// Whether the process was told from outside to stop.
  var isToldToStop: @Sendable () -> Bool = { false }
}

/// The life of a worker: ready, then assigned, training and reporting until it is dismissed.
///
/// It answers between a few steps and the next, on the thread that trains, so that under MPI one
/// thread of a process makes all calls (MPI 3.1 §12.4.3, MPI_THREAD_FUNNELED).
struct WorkerLoop<Connection: Link> {
  /// The time between two signs of life, in seconds.
  private static var heartbeatInterval: Double { 1 }
  /// The silence of the coordinator after which a worker puts its trial aside and ends, in seconds:
  /// longer than it may wait for a reader of the store.
  static var longestSilence: Double { 60 }
  /// The longest time a result waits for others to be sent with it, in seconds.
  private static var batchInterval: Double { 0.01 }

  private let link: Connection
  private let settings: WorkerSettings
  private let clock: LoopClock
  private let train: Training

  /// What is to be trained, next first.
  private var queue: [Work] = []
  private var finished: [TrialReport] = []
  private var lastSent: Double
  private var lastLook: Double
  private var lastHeard: Double
  private var longestGap = 0.0
  private var isLeaving = false
  private var cell: (json: String, configuration: TrialConfiguration)?

  private struct Work {
    let trial: TrialID
    let attempt: Int
    let configuration: TrialConfiguration
    /// Whether there may be a checkpoint.
    let resumes: Bool
  }

  /// Why training stops before its trial ends.
  private enum Interruption: Error {
    case dismissed(allPresent: Bool)
    case recalled
    case drained
  }

  init(link: Connection, settings: WorkerSettings, clock: LoopClock, train: @escaping Training) {
    self.link = link
    self.settings = settings
    self.clock = clock
    self.train = train
    let now = clock.now()
    (lastSent, lastLook, lastHeard) = (now, now, now)
  }

  /// Works until the coordinator dismisses this worker.
  ///
  /// - Returns: whether all workers come to the end.
  mutating func run() throws -> Bool {
    try sayReady()
    var backoff = Backoff(clock: clock)
    while true {
      do {
        let hasHeard = try look(running: nil, step: 0)
        if !queue.isEmpty {
          try train(queue.removeFirst())
          backoff.reset()
        } else {
          try sendResults()
          if hasHeard { backoff.reset() } else { backoff.pause() }
        }
      } catch Interruption.dismissed(let allPresent) {
        return allPresent
      } catch Interruption.recalled {
        try sayReady()
      } catch Interruption.drained {
        try leave(nil, step: 0)
      }
    }
  }

  private mutating func sayReady() throws {
    try sendResults()
    queue = []
    try send(.ready(settings.provenance))
  }

  private mutating func train(_ work: Work) throws {
    let startedAt = clock.date()
    let start = clock.now()
    longestGap = 0
    var (execution, before) = try begin(work)
    var lastCheckpoint = start
    var hasCheckpoint = before > 0
    do {
      while try execution.advance() {
        _ = try look(running: work.trial, step: execution.step)
        let now = clock.now()
        if now - lastCheckpoint >= settings.checkpointInterval {
          write(execution, of: work, seconds: before + now - start)
          lastCheckpoint = clock.now()
          hasCheckpoint = true
        }
      }
    } catch Interruption.drained {
      write(execution, of: work, seconds: before + clock.now() - start)
      return try leave(work.trial, step: execution.step)
    } catch WorkerError.silence(let seconds) {
      write(execution, of: work, seconds: before + clock.now() - start)
      throw WorkerError.silence(seconds)
    }
    let seconds = before + clock.now() - start
    let result = execution.result
    // Kept for the day on which the budget is raised, if there is much to keep.
    if result.ending == .budget, seconds >= settings.checkpointInterval {
      write(execution, of: work, seconds: seconds)
      hasCheckpoint = false
    }
    finished.append(
      TrialReport(
        trial: work.trial, attempt: work.attempt, startedAt: startedAt, wallSeconds: seconds,
        leavesCheckpoint: hasCheckpoint, result: result))
    if queue.isEmpty || clock.now() - lastSent >= Self.batchInterval { try sendResults() }
  }

  /// Begins a trial, or goes on with it where it was put aside.
  private mutating func begin(_ work: Work) throws -> (any Execution, seconds: Double) {
    if work.resumes, let checkpoints = settings.checkpoints {
      do {
        if let checkpoint = try checkpoints.read(work.configuration) {
          let execution = try train(work.configuration, checkpoint.state)
          try send(.resumed(work.trial, step: execution.step))
          return (execution, checkpoint.seconds)
        }
      } catch let error where error is CheckpointError || error is CheckpointFileError {
        printError("a checkpoint is not used, the trial starts anew: \(error)")
      }
    }
    return (try train(work.configuration, nil), 0)
  }

  /// Writes a trial down; a disk that refuses costs time in the worst case, and no result.
  private func write(_ execution: any Execution, of work: Work, seconds: Double) {
    guard let checkpoints = settings.checkpoints, let state = execution.state else { return }
    do {
      try checkpoints.write(
        Checkpoints.Checkpoint(seconds: seconds, state: state), of: work.configuration)
    } catch {
      printError("a checkpoint cannot be written: \(systemReason(error))")
    }
  }

  private mutating func leave(_ trial: TrialID?, step: Int) throws {
    isLeaving = true
    try sendResults()
    try send(.drained(trial, step: step))
    queue = []
  }

  /// Reads all messages that have arrived, and shows that this worker is alive.
  ///
  /// - Returns: whether there were any.
  private mutating func look(running trial: TrialID?, step: Int) throws -> Bool {
    let now = clock.now()
    let gap = now - lastLook
    lastLook = now
    if trial != nil { longestGap = max(longestGap, gap) }
    // Who was not looking cannot know how long it was silent.
    if gap > Self.longestSilence / 2 { lastHeard = now }

    var hasHeard = false
    while let message = try link.receive() {
      hasHeard = true
      lastHeard = now
      switch message {
      case .assign(let assignment): try accept(assignment)
      case .ping: break
      case .drain where !isLeaving: throw Interruption.drained
      case .drain: break
      case .recall: throw Interruption.recalled
      case .dismiss(let allPresent): throw Interruption.dismissed(allPresent: allPresent)
      default: throw WorkerError.unexpected(message)
      }
    }
    if !isLeaving, settings.isToldToStop() { throw Interruption.drained }
    if now - lastHeard > Self.longestSilence { throw WorkerError.silence(now - lastHeard) }
    if now - lastSent >= Self.heartbeatInterval {
      try sendResults()
      try send(.heartbeat(Heartbeat(trial: trial, step: step, longestGap: longestGap)))
    }
    return hasHeard
  }

  private mutating func accept(_ assignment: Assignment) throws {
    guard !isLeaving else { return }
    if cell?.json != assignment.cell {
      do {
        cell = (assignment.cell, try configuration(fromJSON: assignment.cell))
      } catch {
        throw WorkerError.configuration(error)
      }
    }
    guard let configuration = cell?.configuration else { return }
    for (trial, seed) in zip(assignment.trials, assignment.seeds) {
      var own = configuration
      own.seed.trial = seed
      queue.append(
        Work(
          trial: trial, attempt: assignment.attempt, configuration: own,
          resumes: assignment.resumes))
    }
  }

  private mutating func sendResults() throws {
    guard !finished.isEmpty else { return }
    try send(.results(finished, longestGap: longestGap))
    finished = []
  }

  private mutating func send(_ message: Message) throws {
    try link.send(message)
    lastSent = clock.now()
  }
}
