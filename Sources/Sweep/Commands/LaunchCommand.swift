import ArgumentParser
import Foundation

/// `groksweep launch FILE --store DIR`: `run` under the MPI that is there.
struct LaunchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "launch",
    abstract: "Starts `run` on several ranks, with the command that this machine's MPI needs.",
    discussion: """
      The command is printed, then run. It knows Open MPI 4 and 5, MPICH, and srun; jobs of Slurm \
      and PBS. A lost rank does not end the others, where the launcher can do without it; the run \
      says if not. SIGUSR1, SIGTERM, SIGINT and the end of the terminal put aside what is in \
      training, and so does the job if `launch` is killed; the second SIGTERM or SIGINT ends the job \
      at once, and the third one kills it. Once rank 0 has ended, so does the job, whatever mpirun \
      waits for. The exit code is that of `run`, by what rank 0 says and what is stored, and not by \
      what mpirun says; a job that has stored nothing and written no checkpoint ends with 71 \
      instead of 75.
      """ + CommandExamples.launch)

  @OptionGroup var job: JobOptions

  @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @OptionGroup var results: StoreOptions

  /// The folder of the results.
  private var store: String { results.folder(for: file) }

  @Flag(help: "Show neither the command nor progress; what goes wrong is still told.")
  var quiet = false

  @Flag(help: "Print the command, and do not run it.")
  var print = false

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("More options of `run`, after --.", valueName: "options"))
  var runOptions: [String] = []

  func validate() throws {
    do {
      _ = try RunCommand.parse(runArguments)
    } catch {
      throw ValidationError(RunCommand.message(for: error))
    }
  }

  func run() throws {
    PassedSignals.install()
    try exitingCleanly {
      var launch = try job.job(["run"] + runArguments)
      if print { return try writeToStandardOutput(launch.line + "\n") }
      // Before any rank starts, so that a wrong file or store is told once.
      let experiment = try Experiment(contentsOf: file)
      results.announce(for: file)
      let (before, note) = try prepare(experiment)
      defer { note.remove() }
      let checkpoints = Checkpoints(store: store)
      let dates = checkpoints.dates()

      if !quiet { writeError(launch.line + "\n") }
      launch.program += ["--note", note.path] + OutputTerminals.ofThisProcess.options
      let code = try Self.supervise(launch, note)
      let results = try ResultStore.openForReading(store)
      let said: Int32? = if case .ended(let code) = note.state { code } else { nil }
      let end = Self.exitCode(
        launcher: code, said: said,
        hasProgress: try results.count() > before || checkpoints.dates() != dates
          || PassedSignals.isInterrupted,
        outcome: try RunOutcome(results))
      if end == Self.noProgress {
        printError("nothing was stored and no checkpoint written; the same command would not help")
      }
      if end != 0 { throw ExitCode(end) }
    }
  }

  /// Counts what is stored, and makes the note, while no run has the store.
  private func prepare(_ experiment: Experiment) throws -> (before: Int, RankZeroNote) {
    let results = try ResultStore.openForWriting(store, experiment: experiment)
    return try withExtendedLifetime(results) {
      (try results.count(), try RankZeroNote(store: store))
    }
  }

  /// Seconds between two looks at the note of rank 0.
  private static let lookInterval = 0.5

  /// Runs a job to its end, and ends its launcher if that does not end by itself.
  ///
  /// - Returns: the launcher's exit code.
  private static func supervise(_ launch: JobCommand, _ note: RankZeroNote) throws -> Int32 {
    let clock = LoopClock.system
    let child = try ChildProcess(
      launch.command, environment: JobCommand.environment, input: .tied)
    var ending = JobEnding(at: clock.now())
    var (state, lastLook) = (RankZeroNote.State.nothing, clock.now())
    var isTold = false
    return child.wait {
      let now = clock.now()
      if now - lastLook >= lookInterval { (state, lastLook) = (note.state, now) }
      let signals = ending.signals(requests: PassedSignals.count, note: state, at: now)
      if ending.isForced, !isTold, PassedSignals.count < 2 {
        isTold = true
        printError(
          state == .nothing
            ? "rank 0 has not begun: a machine is gone, or does not see this folder of results"
            : "rank 0 has ended, but not \(launch.command[0]), which is ended now")
      }
      return signals
    }
  }

  var runArguments: [String] {
    [file, "--store", store] + (quiet ? ["--quiet"] : []) + runOptions
  }

  /// What a job has come to: the exit code of a `run` that ended with this outcome.
  ///
  /// With recovery mpirun may return 0 although ranks were lost. What is complete is complete;
  /// otherwise rank 0 knows how the run ended, and if it could not say so, the store. But a job that
  /// has got nowhere would get nowhere the next time too, and must not go back into a queue.
  ///
  /// - Parameters:
  ///   - code: the launcher's exit code.
  ///   - said: the exit code of rank 0, if it came to say so.
  ///   - hasProgress: whether the job has stored a trial or written a checkpoint.
  ///   - outcome: what the store says in the end.
  /// - Returns: an exit code.
  static func exitCode(
    launcher code: Int32, said: Int32?, hasProgress: Bool, outcome: RunOutcome
  ) -> Int32 {
    guard outcome.exitCode == EX_TEMPFAIL else { return outcome.exitCode }
    let isFailure = { (code: Int32) in code != 0 && code != EX_TEMPFAIL }
    if let said, isFailure(said) { return said }
    if hasProgress { return said == nil && code == EX_DATAERR ? code : EX_TEMPFAIL }
    return said == nil && isFailure(code) ? code : noProgress
  }

  /// The exit code of a job that has got nowhere, `EX_OSERR` of sysexits(3).
  static let noProgress = EX_OSERR
}
