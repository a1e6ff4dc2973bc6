import ArgumentParser
import Foundation

/// Trains what is missing of an experiment, alone or on all ranks of an MPI job.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Trains the trials of an experiment that its store lacks, then prints the table.",
    discussion: """
      Without mpirun, trials are trained on threads of this process; under mpirun or srun, on \
      every rank. The same command again continues where the last one ended. SIGUSR1, SIGTERM \
      and the end of the time allotted put aside what is in training and end the run with exit \
      code 75; exit code 69 says that trials were abandoned, having lost their worker three times.

      Progress goes to standard error: on a terminal in place, elsewhere a line after 10 s, 30 s and \
      1 min, then every 5 min. A bar has a column a trial: █ generalized, ▒ memorized only, · neither.
      """ + CommandExamples.run)

  @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @OptionGroup var results: StoreOptions

  /// The folder of the results.
  private var store: String { results.folder(for: file) }

  @Option(
    parsing: .unconditional,
    help: "The number of threads that train, without mpirun. (default: all cores)")
  var workers: Int?

  @Option(
    name: .customLong("checkpoint"), parsing: .unconditional,
    help: ArgumentHelp(
      "The time between two checkpoints of a trial in training.", valueName: "seconds"))
  var checkpointInterval = 30.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The time after which the run puts aside what is in training. (default: what Slurm allots)",
      valueName: "seconds"))
  var deadline: Double?

  @Option(
    help: ArgumentHelp(
      "The file in which `launch` looks how rank 0 is, and how it has ended.",
      visibility: .hidden))
  var note: String?

  @Flag(help: "Show no progress; what goes wrong is still told.")
  var quiet = false

  @OptionGroup(visibility: .hidden) var launched: LaunchedOutput

  func validate() throws {
    if !(checkpointInterval > 0) {
      throw ValidationError(
        "--checkpoint is \(checkpointInterval); allowed: a number of seconds above 0")
    }
    if let deadline, !(deadline > 0) {
      throw ValidationError("--deadline is \(deadline); allowed: a number of seconds above 0")
    }
    try checkWhole("--workers", workers)
  }

  func run() throws {
    let origin = ProcessOrigin(environment: ProcessInfo.processInfo.environment)
    try refusingMismatch(origin) { try origin.check(Communicator.library) }
    if origin.rank != nil, workers != nil {
      throw refusal("--workers is for runs without mpirun: under it, each rank trains", origin)
    }
    // Early, because a signal would end a process that does not handle it.
    StopSignals.install()
    let keeper = origin.rank == 0 ? note.map { RankZeroNoteKeeper(RankZeroNote(path: $0)) } : nil
    if keeper != nil {
      LaunchTie.watch {
        printError("`launch` is gone")
        StopSignals.tell()
      }
    }
    try keeper.noting {
      // Every rank reads the file, so that a wrong one ends the job before any trains.
      let experiment = try endingJob(origin) {
        try exitingCleanly { try afterRankZero(origin) { try Experiment(contentsOf: file) } }
      }
      if origin.rank ?? 0 == 0 { results.announce(for: file) }
      try exitingCleanly {
        try refusingMismatch(origin) {
          switch origin.rank {
          case nil: try runAlone(experiment)
          case 0: try runAsRankZero(experiment, origin, keeper)
          default: try runAsWorker(experiment, origin)
          }
        }
      }
    }
  }

  private func runAlone(_ experiment: Experiment) throws {
    let run = try SweepRun(experiment, options: options)
    var outcome = RunOutcome()
    if run.firstCount == 0 {
      sayComplete(run)
    } else {
      sayNotes(experiment)
      outcome = try run.trainAlone(
        workers: workers ?? ProcessInfo.processInfo.activeProcessorCount)
    }
    try report(run, outcome)
  }

  private func runAsRankZero(
    _ experiment: Experiment, _ origin: ProcessOrigin, _ keeper: RankZeroNoteKeeper?
  ) throws {
    ParentWatch.start()
    let options = options
    let result = try withMPI(origin) { communicator in
      let result = try SweepRun.train(
        on: communicator, mayEndAlone: { keeper?.end($0) },
        prepare: {
          let run = try SweepRun(experiment, options: options)
          if run.firstCount > 0 {
            sayNotes(experiment)
            sayPromise(origin, ranks: communicator.size)
          }
          return run
        })
      if case .success((let run, let outcome)) = result, outcome.lost > 0 {
        try endWithoutOthers(run, outcome, keeper)
      }
      return result
    }
    let (run, outcome) = try result.get()
    if run.firstCount == 0 { sayComplete(run) }
    try report(run, outcome)
  }

  private func runAsWorker(_ experiment: Experiment, _ origin: ProcessOrigin) throws {
    ParentWatch.start()
    try withMPI(origin) { communicator in
      try work(
        on: communicator, experiment, options: options,
        mayEndAlone: {
          // Rank 0 is gone, and cannot do this.
          LauncherProcess.ofThisProcess?.leaveProcessThatEndsIt(JobOptions.executable)
        })
    }
  }

  private var options: RunOptions {
    RunOptions(
      store: store, checkpointInterval: checkpointInterval,
      deadline: secondsLeft.map { LoopClock.system.now() + $0 },
      progress: quiet ? .quiet : output.place)
  }

  /// What this process writes to.
  private var output: OutputTerminals {
    let isLaunched = ProcessOrigin(environment: ProcessInfo.processInfo.environment).rank != nil
    return isLaunched ? launched.terminals : .ofThisProcess
  }

  /// How long the run has, in seconds, if anybody says so.
  private var secondsLeft: Double? {
    let end = ProcessInfo.processInfo.environment["SLURM_JOB_END_TIME"].flatMap(Double.init)
    return deadline ?? end.map { $0 - LoopClock.system.date() }
  }

  /// Says what is left to do, and ends with the exit code that stands for it.
  private func report(_ run: SweepRun, _ outcome: RunOutcome) throws {
    try say(run, outcome)
    if outcome.exitCode != 0 { throw ExitCode(outcome.exitCode) }
  }

  private func say(_ run: SweepRun, _ outcome: RunOutcome) throws {
    try writeToStandardOutput(Table(SweepSummary(run.store)).text(output.layout))
    if let line = try run.replayReport() { printError(line) }
    if let line = outcome.advice { printError(line) }
  }

  /// Prints everything and ends the process: MPI_Finalize would wait for a rank that is lost.
  private func endWithoutOthers(
    _ run: SweepRun, _ outcome: RunOutcome, _ keeper: RankZeroNoteKeeper?
  ) throws -> Never {
    try say(run, outcome)
    fflush(nil)
    keeper?.end(outcome.exitCode)
    if note == nil || LaunchTie.isBroken {
      LauncherProcess.ofThisProcess?.leaveProcessThatEndsIt(JobOptions.executable)
    }
    // Those who were dismissed leave by themselves.
    LoopClock.system.sleep(1)
    Siblings.end()
    _exit(outcome.exitCode)
  }

  /// What is worth knowing before anything trains.
  private func sayNotes(_ experiment: Experiment) {
    for note in experiment.notes { printError("note: \(note)") }
  }

  /// What a lost worker would mean, unless it costs nothing but its own work.
  private func sayPromise(_ origin: ProcessOrigin, ranks: Int) {
    guard ranks > 1, let line = LossPromise.ofThisProcess(origin).advice else { return }
    printError("note: \(line)")
  }

  private func sayComplete(_ run: SweepRun) {
    printError("all \(run.doneBefore) trials are stored; nothing is left to train")
  }
}

extension RankZeroNoteKeeper? {
  /// Does something, and writes down with which exit code it ends.
  fileprivate func noting(_ body: () throws -> Void) throws {
    do {
      try body()
      self?.end(0)
    } catch {
      self?.end((error as? ExitCode)?.rawValue ?? EX_SOFTWARE)
      throw error
    }
  }
}
