import Engine
import Foundation

extension ResultStore: ResultSink {}

/// What one run of an experiment has to do: train the trials that its store lacks.
struct SweepRun {
  let store: ResultStore
  /// The missing trials; no two of them are the same.
  let missing: Workload
  /// The number of trials of the experiment that need no training.
  let doneBefore: Int

  /// Which of them go out, and when; `nil` if all do at once.
  private let seeds: SeedSchedule?
  private let costs: CostModel
  private let training: Training
  private let options: RunOptions
  private let checkpoints: Checkpoints

  /// Opens the store for writing and lists what is missing there.
  init(_ experiment: Experiment, options: RunOptions) throws {
    store = try ResultStore.openForWriting(options.store, experiment: experiment)
    missing = try store.missingTrials()
    seeds = try SeedSchedule(experiment, store: store, workload: missing)
    doneBefore = experiment.trialCount - missing.count
    training = Sweep.training(tables: experiment.tables.samples)
    costs = try CostModel(missing, store: store)
    self.options = options
    checkpoints = Checkpoints(store: options.store)
    checkpoints.removeDrafts()
  }

  /// The number of trials that are to be trained at first; none if nothing is left to do.
  var firstCount: Int { seeds?.released.reduce(0, +) ?? missing.count }

  /// Trains on threads of this process.
  ///
  /// Ends the process if the store fails.
  ///
  /// - Throws: a worker's error.
  func trainAlone(workers: Int) throws -> RunOutcome {
    let count = min(workers, missing.count)
    let transport = LocalTransport(workers: (0..<count).map { WorkerID(rawValue: $0) })
    transport.startWorkers(options.worker(), clock: .system, train: training)
    do {
      return try coordinate(transport)
    } catch CoordinatorLoopError.store(let error) {
      printError("\(error)")
      // Workers may still be inside BLAS, whose memory the handlers of `exit` free.
      _exit(EX_DATAERR)
    }
  }

  /// Trains on all ranks of a job, as rank 0.
  ///
  /// - Returns: the outcome, or the store's error if that ended the run; it is thrown only after
  ///   `MPI_Finalize`.
  func train(on communicator: Communicator) throws -> Result<RunOutcome, any Error> {
    let local = LocalTransport(workers: [WorkerID(rawValue: 0)])
    local.startWorkers(
      options.worker(mpi: Communicator.mpiLibrary), clock: .system, train: training)
    let transport = MPITransport(communicator, local: local)
    var outcome: RunOutcome
    do {
      outcome = try coordinate(transport)
    } catch CoordinatorLoopError.store(let error) {
      guard try transport.finish(clock: .system, limit: Self.patience) else {
        printError("\(error)")
        communicator.abort(code: EX_DATAERR)
        _exit(EX_DATAERR)
      }
      return .failure(error)
    }
    // Whoever is lost does not come to the end, and nobody must wait for it.
    if outcome.lost == 0,
      try !transport.finish(clock: .system, limit: Self.longestFarewell)
    {
      outcome.lost = 1
    }
    return .success(outcome)
  }

  /// Seconds that workers have to come to their next steps when the store has failed.
  private static let patience = 5.0
  /// Seconds that workers have to come to the end once they are dismissed.
  static let longestFarewell = 60.0

  private func coordinate(_ transport: some Transport) throws -> RunOutcome {
    var stop = StopConditions(isToldToStop: { StopSignals.isToldToStop })
    stop.deadline = options.deadline ?? .infinity
    let writer = BackgroundWriter(store, checkpoints: checkpoints) { error in
      if case StoreError.busy = error { true } else { false }
    }
    var loop = CoordinatorLoop(
      missing, seeds: seeds, costs: costs, doneBefore: doneBefore, transport: transport,
      writer: writer, checkpoints: checkpoints, stop: stop, clock: .system,
      progress: .standardError)
    return try loop.run()
  }
}

/// What a run is told on the command line and by its scheduler.
struct RunOptions: Sendable {
  /// The folder of the results.
  var store: String
  /// The time between two checkpoints of a trial, in seconds.
  var checkpointInterval = 30.0
  /// When the time allotted to the run ends, in seconds since 1970.
  var deadline: Double?

  /// What a worker in this process has to know.
  func worker(mpi: String? = nil) -> WorkerSettings {
    WorkerSettings(
      provenance: .ofThisProcess(mpi: mpi),
      checkpoints: Checkpoints(store: store), checkpointInterval: checkpointInterval)
  }
}

/// Trains an experiment's trials for the coordinator on rank 0 until it dismisses this rank, which
/// is another one.
///
/// Ends the process if a rank was lost, for which MPI_Finalize would wait, or if nothing is heard
/// of the coordinator.
func work(
  on communicator: Communicator, _ experiment: Experiment, options: RunOptions
) throws {
  var settings = options.worker(mpi: Communicator.mpiLibrary)
  settings.isToldToStop = { StopSignals.isToldToStop }
  let link = MPILink(communicator: communicator, clock: .system)
  var loop = WorkerLoop(
    link: link, settings: settings, clock: .system,
    train: training(tables: experiment.tables.samples))
  do {
    guard try loop.run() else { _exit(0) }
  } catch let error as WorkerError {
    guard case .silence = error else { throw error }
    printError("rank \(communicator.rank) on \(communicator.processorName): \(error)")
    _exit(EX_TEMPFAIL)
  }
  guard try link.finish(limit: SweepRun.longestFarewell) else { _exit(0) }
}
