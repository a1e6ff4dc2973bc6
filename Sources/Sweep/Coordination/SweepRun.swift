import Engine
import Foundation

extension ResultStore: ResultSink {}

/// What one run of an experiment has to do: train the trials that its store lacks.
struct SweepRun: Sendable {
  let store: ResultStore
  /// The missing trials; no two of them are the same.
  let missing: Workload
  /// The number of trials of the experiment that need no training.
  let doneBefore: Int
  /// Stored trials among the missing ones, which are trained again to be measured.
  private let replays: Int
  /// How many stored trials came out otherwise in earlier runs.
  private let differedBefore: Int

  /// Which of them go out, and when; `nil` if all do at once.
  private let seeds: SeedSchedule?
  private let costs: CostModel
  let training: Training
  private let options: RunOptions
  private let checkpoints: Checkpoints

  /// Opens the store for writing and lists what is missing there.
  init(_ experiment: Experiment, options: RunOptions) throws {
    store = try ResultStore.openForWriting(options.store, experiment: experiment)
    missing = try store.missingTrials()
    seeds = try SeedSchedule(experiment, store: store, workload: missing)
    doneBefore = experiment.trialCount - missing.count
    replays = try Self.replays(in: missing, of: store)
    differedBefore = try store.differing()
    training = Sweep.training(
      tables: experiment.tables.samples, measures: experiment.measures)
    costs = try CostModel(missing, store: store)
    self.options = options
    checkpoints = Checkpoints(store: options.store)
    checkpoints.removeDrafts()
  }

  private static func replays(in missing: Workload, of store: ResultStore) throws -> Int {
    guard !store.experiment.measures.isEmpty else { return 0 }
    return try missing.shares.reduce(0) { count, share in
      count + (try store.storedSeeds(ofCell: share.position)).intersection(share.seeds).count
    }
  }

  /// What became of stored trials that were trained again to be measured, in a line; `nil` without
  /// any.
  func replayReport() throws -> String? {
    guard replays > 0 else { return nil }
    let left = try Self.replays(in: store.missingTrials(), of: store)
    let differing = try store.differing() - differedBefore
    return "\(replays - left - differing) of \(replays) stored trials replayed identically and "
      + "measured" + (differing > 0 ? "; \(differing) came out otherwise and are left alone" : "")
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

  private func tracker() throws -> ProgressTracker {
    ProgressTracker(
      store.experiment.name, missing, released: seeds?.released, cells: try store.progressCells(),
      costs: costs, thresholds: store.experiment.thresholds, doneBefore: doneBefore)
  }

  /// What a worker in this process has to know.
  func workerSettings(mpi: String? = nil) -> WorkerSettings { options.worker(mpi: mpi) }

  /// Coordinates the workers of a transport until the run has ended.
  func coordinate(_ transport: some Transport) throws -> RunOutcome {
    var stop = StopConditions(isToldToStop: { StopSignals.isToldToStop })
    stop.deadline = options.deadline ?? .infinity
    let writer = BackgroundWriter(store, checkpoints: checkpoints) { error in
      if case StoreError.busy = error { true } else { false }
    }
    var loop = CoordinatorLoop(
      missing, seeds: seeds, costs: costs, doneBefore: doneBefore, transport: transport,
      writer: writer, checkpoints: checkpoints, stop: stop, clock: .system,
      progress: ProgressDisplay(options.progress, write: writeError),
      tracker: options.progress == .quiet ? nil : try tracker())
    return try loop.run()
  }
}

/// What a run is told on the command line and by its scheduler.
struct RunOptions: Sendable {
  /// The folder of the results.
  var store: String
  /// The time between two checkpoints of a trial, in seconds.
  var checkpointInterval = 30.0
  /// When the time allotted to the run ends, by ``LoopClock/now``.
  var deadline: Double?
  /// Where progress is shown.
  var progress = ProgressPlace.log

  /// What a worker in this process has to know.
  func worker(mpi: String? = nil) -> WorkerSettings {
    WorkerSettings(
      provenance: .ofThisProcess(mpi: mpi),
      checkpoints: Checkpoints(store: store), checkpointInterval: checkpointInterval)
  }
}
