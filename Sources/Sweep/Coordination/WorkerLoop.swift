import Engine

/// The life of a worker: ready, then assigned, training and reporting until it is dismissed.
///
/// It answers between a few steps and the next, on the thread that trains, so that under MPI one
/// thread of a process makes all calls (MPI 3.1 §12.4.3, MPI_THREAD_FUNNELED). Between the passes of
/// a long evaluation it reads its messages and shows that it is alive, but lets the evaluation end
/// before it does what it was told. Files are written and read on another thread.
struct WorkerLoop<Connection: Link> {
  /// The time between two signs of life, in seconds.
  private static var heartbeatInterval: Double { 1 }
  /// The silence of the coordinator after which a worker puts its trial aside and ends, in seconds.
  static var longestSilence: Double { 60 }
  /// The longest time a result waits for others to be sent with it, in seconds.
  private static var batchInterval: Double { 0.01 }
  /// The time between two looks for messages while something takes long, in seconds.
  private static var glanceInterval: Double { 0.02 }
  /// How long a worker that ends waits for its last checkpoint, in seconds.
  private static var longestWrite: Double { 30 }

  private let link: Connection
  private let settings: WorkerSettings
  private let clock: LoopClock
  private let train: Training
  private let files: CheckpointFiles?

  /// What is to be trained, next first.
  private var queue: [Work] = []
  private var finished: [TrialReport] = []
  private var lastSent: Double
  private var lastLook: Double
  /// When it last could have put its trial aside.
  private var lastPause: Double
  private var lastHeard: Double
  private var pace = Pace()
  private var isLeaving = false
  /// What it was told in the middle of an evaluation.
  private var postponed: Interruption?
  private var cell: (json: String, configuration: TrialConfiguration)?

  private struct Work {
    let attempt: AttemptID
    let configuration: TrialConfiguration
    /// Whether there may be a checkpoint.
    let resumes: Bool
  }

  /// Why training stops before its trial ends.
  private enum Interruption: Error {
    case dismissed(allPresent: Bool)
    case recalled
    case drained
    case failed(any Error)

    /// What was thrown while messages were read.
    init(_ error: any Error) { self = error as? Interruption ?? .failed(error) }

    /// The error to throw.
    var error: any Error { if case .failed(let error) = self { error } else { self } }
  }

  /// Begins the life of a worker; the files, if none are given, are those of its settings.
  init(
    link: Connection, settings: WorkerSettings, files: CheckpointFiles? = nil, clock: LoopClock,
    train: @escaping Training
  ) {
    self.link = link
    self.settings = settings
    self.clock = clock
    self.train = train
    self.files = files ?? settings.checkpoints.map(CheckpointFiles.init)
    let now = clock.now()
    (lastSent, lastLook, lastPause, lastHeard) = (now, now, now, now)
  }

  /// Works until the coordinator dismisses this worker.
  ///
  /// - Returns: whether all workers come to the end.
  mutating func run() throws -> Bool {
    defer { _ = files?.wait(atMost: Self.longestWrite) }
    try sayReady()
    var backoff = Backoff(clock: clock)
    while true {
      do {
        let hasHeard = try look(at: nil, step: 0)
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

  // MARK: - Training

  private mutating func train(_ work: Work) throws {
    let startedAt = clock.date()
    let start = clock.now()
    pace = Pace()
    var (execution, before) = try begin(work)
    var lastCheckpoint = start
    var hasCheckpoint = before > 0
    do {
      while try advance(&execution, work.attempt) {
        _ = try look(at: work.attempt, step: execution.step)
        let now = clock.now()
        // One at a time: a slow disk gets fewer of them.
        if now - lastCheckpoint >= settings.checkpointInterval, files?.isIdle == true {
          write(execution, of: work, seconds: before + now - start)
          lastCheckpoint = clock.now()
          hasCheckpoint = true
        }
      }
    } catch Interruption.drained {
      write(execution, of: work, seconds: before + clock.now() - start)
      return try leave(work.attempt, step: execution.step)
    } catch Interruption.recalled {
      // Whoever has the trial next takes it up from here.
      write(execution, of: work, seconds: before + clock.now() - start)
      throw Interruption.recalled
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
        trial: work.attempt.trial, attempt: work.attempt.number, startedAt: startedAt,
        wallSeconds: seconds, leavesCheckpoint: hasCheckpoint, result: result))
    if let interruption = takePostponed() { throw interruption.error }
    // A checkpoint that comes after its trial is stored would stay for ever.
    if hasCheckpoint { try settle(nil, step: 0) }
    if queue.isEmpty || clock.now() - lastSent >= Self.batchInterval { try sendResults() }
  }

  /// Trains for a moment.
  ///
  /// - Returns: whether the trial goes on.
  private mutating func advance(
    _ execution: inout any Execution, _ attempt: AttemptID
  ) throws -> Bool {
    let step = execution.step
    let goesOn = try execution.advance { glance(attempt, step: step) }
    if goesOn, let interruption = takePostponed() { throw interruption.error }
    return goesOn
  }

  private mutating func takePostponed() -> Interruption? {
    defer { postponed = nil }
    return postponed
  }

  /// Begins a trial, or goes on with it where it was put aside.
  private mutating func begin(_ work: Work) throws -> (any Execution, seconds: Double) {
    if work.resumes, let files {
      try settle(work.attempt, step: 0)
      files.startReading(work.configuration)
      try settle(work.attempt, step: 0)
      do {
        if let checkpoint = try files.takeRead()?.get() {
          let execution = try train(work.configuration, checkpoint.state)
          try send(.resumed(work.attempt, step: execution.step))
          return (execution, checkpoint.seconds)
        }
      } catch let error where error is CheckpointError || error is CheckpointFileError {
        printError("a checkpoint is not used, the trial starts anew: \(error)")
      }
    }
    return (try train(work.configuration, nil), 0)
  }

  // MARK: - Files

  /// Begins to write a trial down.
  private func write(_ execution: any Execution, of work: Work, seconds: Double) {
    guard let files, let state = execution.state else { return }
    files.write(state, seconds: seconds, of: work.configuration)
  }

  /// Waits until files are written and read, and shows that this worker is alive.
  private mutating func settle(_ attempt: AttemptID?, step: Int) throws {
    while let files, !files.wait(atMost: Self.glanceInterval) {
      _ = try look(at: attempt, step: step)
    }
  }

  private mutating func leave(_ attempt: AttemptID?, step: Int) throws {
    isLeaving = true
    try settle(attempt, step: step)
    try sendResults()
    try send(.drained(attempt, step: step))
    queue = []
  }

  // MARK: - Messages

  /// Reads all messages that have arrived, and shows that this worker is alive.
  ///
  /// - Returns: whether there were any.
  private mutating func look(at attempt: AttemptID?, step: Int) throws -> Bool {
    let now = noteLook(isTraining: attempt != nil)
    if attempt != nil { pace.moment = max(pace.moment, now - lastPause) }
    lastPause = now
    let hasHeard = try readMail(now)
    try showLife(attempt, step: step, now)
    return hasHeard
  }

  /// Does the same in the middle of an evaluation, which goes on whatever it was told.
  private mutating func glance(_ attempt: AttemptID, step: Int) {
    guard clock.now() - lastLook >= Self.glanceInterval else { return }
    let now = noteLook(isTraining: true)
    do {
      if postponed == nil { _ = try readMail(now) }
      try showLife(attempt, step: step, now)
    } catch {
      postponed = postponed ?? Interruption(error)
    }
  }

  private mutating func noteLook(isTraining: Bool) -> Double {
    let now = clock.now()
    let gap = now - lastLook
    lastLook = now
    if isTraining { pace.silence = max(pace.silence, gap) }
    // Who was not looking cannot know how long it was silent.
    if gap > Self.longestSilence / 2 { lastHeard = now }
    return now
  }

  private mutating func readMail(_ now: Double) throws -> Bool {
    var hasHeard = false
    while let message = try link.receive() {
      hasHeard = true
      lastHeard = now
      switch message {
      case .assign(let assignment): try accept(assignment)
      case .ping: break
      // Who leaves has nothing that it could put aside or drop.
      case .drain where isLeaving, .recall where isLeaving: break
      case .drain: throw Interruption.drained
      case .recall: throw Interruption.recalled
      case .dismiss(let allPresent): throw Interruption.dismissed(allPresent: allPresent)
      default: throw WorkerError.unexpected(message)
      }
    }
    if !isLeaving, settings.isToldToStop() { throw Interruption.drained }
    if now - lastHeard > Self.longestSilence { throw WorkerError.silence(now - lastHeard) }
    return hasHeard
  }

  private mutating func showLife(_ attempt: AttemptID?, step: Int, _ now: Double) throws {
    guard now - lastSent >= Self.heartbeatInterval else { return }
    try sendResults()
    try send(.heartbeat(Heartbeat(attempt: attempt, step: step, pace: takePace())))
  }

  private mutating func takePace() -> Pace {
    defer { pace = Pace() }
    return pace
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
          attempt: AttemptID(trial: trial, number: assignment.attempt), configuration: own,
          resumes: assignment.resumes))
    }
  }

  private mutating func sendResults() throws {
    guard !finished.isEmpty else { return }
    try send(.results(finished, pace: takePace()))
    finished = []
  }

  private mutating func send(_ message: Message) throws {
    try link.send(message)
    lastSent = clock.now()
  }
}
