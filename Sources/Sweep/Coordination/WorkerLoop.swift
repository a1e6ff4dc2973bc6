import Engine

/// Trains one trial, and calls back with the step after each evaluation.
///
/// What the call throws ends the training and is thrown on.
typealias Training =
  @Sendable (TrialConfiguration, _ poll: (Int) throws -> Void) throws -> TrialResult

/// Trains a trial with the engine.
func train(
  _ configuration: TrialConfiguration, poll: (Int) throws -> Void
) throws -> TrialResult {
  var trainer = Trainer(configuration)
  while let evaluation = trainer.advance() {
    try poll(evaluation.step)
  }
  return trainer.result
}

/// Why a worker stops.
enum WorkerError: Error, Hashable, Sendable {
  /// The coordinator said something that workers are not told.
  case unexpected(Message)
  /// The configuration of a trial cannot be read here, so the ranks run different binaries.
  case configuration(ConfigurationError)
}

extension WorkerError: CustomStringConvertible {
  /// One line.
  var description: String {
    switch self {
    case .unexpected(let message): "the coordinator sent \(message.kind)"
    case .configuration(let error): "a trial cannot be read: \(error)"
    }
  }
}

/// The life of a worker: ready, then assigned, training and reporting until it is dismissed.
///
/// It answers between evaluations, on the thread that trains, so that under MPI one thread of a
/// process makes all calls (MPI 3.1 §12.4.3, MPI_THREAD_FUNNELED).
struct WorkerLoop<Connection: Link> {
  /// The shortest time between two progress messages, in seconds.
  private let progressInterval = 1.0

  let link: Connection
  let host: String
  let clock: LoopClock
  let train: Training

  /// The coordinator wants no result any more.
  private struct Dismissed: Error {}

  /// Works until the coordinator dismisses this worker.
  func run() throws {
    try link.send(.ready(host: host))
    var backoff = Backoff(clock: clock)
    while true {
      guard let message = try link.receive() else {
        backoff.pause()
        continue
      }
      backoff.reset()
      switch message {
      case .assign(let trial, let attempt, let json):
        do {
          try link.send(.result(trial, try report(trial, attempt: attempt, json: json)))
        } catch is Dismissed {
          return
        }
      case .dismiss: return
      default: throw WorkerError.unexpected(message)
      }
    }
  }

  private func report(_ trial: TrialID, attempt: Int, json: String) throws -> TrialReport {
    let configuration: TrialConfiguration
    do {
      configuration = try Sweep.configuration(fromJSON: json)
    } catch {
      throw WorkerError.configuration(error)
    }
    let startedAt = clock.date()
    let start = clock.now()
    var lastProgress = start
    let result = try train(configuration) { step in
      if let message = try link.receive() {
        guard message == .dismiss else { throw WorkerError.unexpected(message) }
        throw Dismissed()
      }
      let now = clock.now()
      if now - lastProgress >= progressInterval {
        lastProgress = now
        try link.send(.progress(trial, step: step))
      }
    }
    return TrialReport(
      attempt: attempt, startedAt: startedAt, wallSeconds: clock.now() - start, result: result)
  }
}
