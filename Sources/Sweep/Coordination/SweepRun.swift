import Engine
import Foundation

extension ResultStore: ResultSink {}

/// What one run of an experiment has to do: train the trials that its store lacks.
struct SweepRun {
  let store: ResultStore
  /// The missing trials by ascending cell, then seed; no two of them are the same.
  let missing: MissingTrials
  /// The number of trials of the experiment that need no training.
  let doneBefore: Int

  /// Opens the store for writing and lists what is missing there.
  init(_ experiment: Experiment, store directory: String) throws {
    store = try ResultStore.openForWriting(directory, experiment: experiment)
    missing = try store.missingTrials()
    doneBefore = experiment.trialCount - missing.count
  }

  /// Trains on threads of this process.
  ///
  /// Ends the process if the store fails.
  ///
  /// - Throws: a worker's error.
  func trainAlone(workers: Int) throws {
    let count = min(workers, missing.count)
    let transport = LocalTransport(workers: (0..<count).map { WorkerID(rawValue: $0) })
    transport.startWorkers(
      host: ProcessInfo.processInfo.hostName, clock: .system, train: train(_:poll:))
    do {
      try coordinate(transport)
    } catch CoordinatorLoopError.store(let error) {
      printError("\(error)")
      // Workers may still be inside BLAS, whose memory the handlers of `exit` free.
      _exit(EX_DATAERR)
    }
  }

  /// Trains on all ranks of a job, as rank 0.
  ///
  /// - Returns: the store's error, if it ended the run; it is thrown only after `MPI_Finalize`.
  func train(on communicator: Communicator) throws -> (any Error)? {
    let local = LocalTransport(workers: [WorkerID(rawValue: 0)])
    local.startWorkers(
      host: communicator.processorName, clock: .system, train: Sweep.train(_:poll:))
    let transport = MPITransport(communicator, local: local)
    do {
      try coordinate(transport)
    } catch CoordinatorLoopError.store(let error) {
      guard try transport.finish(clock: .system, limit: Self.patience) else {
        printError("\(error)")
        communicator.abort(code: EX_DATAERR)
        _exit(EX_DATAERR)
      }
      return error
    }
    _ = try transport.finish(clock: .system)
    return nil
  }

  /// Seconds that workers have to come to their next evaluation when the store has failed.
  private static let patience = 5.0

  private func coordinate(_ transport: some Transport) throws {
    var loop = CoordinatorLoop(
      trials: missing, doneBefore: doneBefore, transport: transport, sink: store, clock: .system,
      progress: .standardError)
    try loop.run()
  }
}

/// Trains for the coordinator on rank 0 until it dismisses this rank, which is another one.
func work(on communicator: Communicator) throws {
  let link = MPILink(communicator: communicator, clock: .system)
  try WorkerLoop(
    link: link, host: communicator.processorName, clock: .system, train: train(_:poll:)
  ).run()
  _ = try communicator.finish(clock: .system)
}
