import Foundation
import Synchronization

extension SweepRun {
  /// Seconds that workers have to come to their next steps when the run has failed.
  private static let patience = 5.0
  /// Seconds that workers have to come to the end once they are dismissed: they are idle then, and
  /// one that has died never comes.
  static let longestFarewell = 20.0

  /// Prepares a run, and trains on all ranks of a job, as rank 0.
  ///
  /// The other ranks are told meanwhile that rank 0 is alive: a large store takes minutes.
  ///
  /// - Parameters:
  ///   - communicator: all processes of the job.
  ///   - mayEndAlone: called with the exit code before the process ends without the others.
  ///   - prepare: opens the store and lists what is missing there.
  /// - Returns: the run and its outcome, or the error of the store if that ended the run; it is
  ///   thrown only after `MPI_Finalize`.
  /// - Throws: ``MPIError``, or what a worker's thread ended with.
  static func train(
    on communicator: Communicator, mayEndAlone: (Int32) -> Void,
    prepare: @escaping @Sendable () throws -> SweepRun
  ) throws -> Result<(run: SweepRun, outcome: RunOutcome), any Error> {
    let local = LocalTransport(workers: [WorkerID(rawValue: 0)])
    let transport = MPITransport(communicator, local: local)
    let error: any Error
    switch try transport.keepingOthersAwake(prepare) {
    case .success(let run):
      local.startWorkers(
        run.workerSettings(mpi: Communicator.library.name), clock: .system, train: run.training)
      do {
        var outcome = try run.coordinate(transport)
        // Whoever is lost does not come to the end, and nobody must wait for it.
        if outcome.lost == 0,
          try !transport.finish(clock: .system, limit: longestFarewell)
        {
          outcome.lost = 1
        }
        return .success((run, outcome))
      } catch CoordinatorLoopError.store(let failure) {
        error = failure
      }
    case .failure(let failure):
      for worker in transport.workers where !transport.threads.contains(worker) {
        try transport.send(.dismiss(allPresent: true), to: worker)
      }
      error = failure
    }
    guard try transport.finish(clock: .system, limit: patience) else {
      printError("\(error)")
      mayEndAlone(EX_DATAERR)
      communicator.abort(code: EX_DATAERR)
      _exit(EX_DATAERR)
    }
    return .failure(error)
  }
}

extension MPITransport {
  /// Does something on a thread of its own, and shows the other ranks meanwhile that this one lives.
  fileprivate func keepingOthersAwake<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) throws -> Result<Value, any Error> {
    let box = ResultBox<Value>()
    let thread = Thread { box.content.withLock { $0 = Result { try body() } } }
    thread.name = "preparation"
    thread.stackSize = 8 << 20
    thread.start()
    let clock = LoopClock.system
    var lastPing = clock.now()
    while true {
      // The lock is held for as long as the body takes.
      if let result = box.content.withLockIfAvailable({ $0 }) ?? nil { return result }
      clock.sleep(0.01)
      guard clock.now() - lastPing >= 1 else { continue }
      lastPing = clock.now()
      try completeSends()
      for worker in workers where !threads.contains(worker) { try send(.ping, to: worker) }
    }
  }
}

/// What a thread has come to; a class, because two threads share it.
private final class ResultBox<Value: Sendable>: Sendable {
  let content = Mutex<Result<Value, any Error>?>(nil)
}

/// Trains an experiment's trials for the coordinator on rank 0 until it dismisses this rank, which
/// is another one.
///
/// Ends the process if a rank was lost, for which MPI_Finalize would wait, or if nothing is heard
/// of the coordinator, having called `mayEndAlone`.
func work(
  on communicator: Communicator, _ experiment: Experiment, options: RunOptions,
  mayEndAlone: () -> Void
) throws {
  var settings = options.worker(mpi: Communicator.library.name)
  settings.isToldToStop = { StopSignals.isToldToStop }
  let link = MPILink(communicator: communicator, clock: .system)
  var loop = WorkerLoop(
    link: link, settings: settings, clock: .system,
    train: training(tables: experiment.tables.samples, measures: experiment.measures))
  do {
    guard try loop.run() else { _exit(0) }
  } catch let error as WorkerError {
    guard case .silence = error else { throw error }
    printError("rank \(communicator.rank) on \(communicator.processorName): \(error)")
    mayEndAlone()
    _exit(EX_TEMPFAIL)
  }
  guard try link.finish(limit: SweepRun.longestFarewell) else { _exit(0) }
}
