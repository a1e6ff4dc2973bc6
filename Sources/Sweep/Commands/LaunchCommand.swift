import ArgumentParser
import Foundation

/// `groksweep launch FILE --store DIR`: `run` under the MPI that is there.
struct LaunchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "launch",
    abstract: "Starts `run` on several ranks, with the command that this machine's MPI needs.",
    discussion: """
      The command is printed, then run. It knows Open MPI 4 and 5, MPICH, and srun; jobs of Slurm \
      and PBS. A lost rank does not end the others. SIGUSR1, SIGTERM and SIGINT put aside what is \
      in training; the second SIGTERM or SIGINT ends the job at once. The exit code is that of \
      `run`, by what is stored in the end and not by what mpirun says.
      """)

  @OptionGroup var job: JobOptions

  @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Option(help: "The folder of the results; it is made if it is missing.", completion: .directory)
  var store: String

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
    try exitingCleanly {
      let launch = try job.job(["run"] + runArguments)
      if print { return Swift.print(launch.line) }
      // Before any rank starts, so that a wrong file or store is told once.
      let experiment = try Experiment(contentsOf: file)
      let before = try ResultStore.openForWriting(store, experiment: experiment).count()

      writeError(launch.line + "\n")
      PassedSignals.install()
      let child = try ChildProcess(launch.command, environment: JobLaunch.environment)
      let code = child.wait(passing: PassedSignals.next)
      let results = try ResultStore.openForReading(store)
      let end = Self.exitCode(
        launcher: code, hasStored: try results.count() > before, outcome: try RunOutcome(results))
      if end != 0 { throw ExitCode(end) }
    }
  }

  private var runArguments: [String] { [file, "--store", store] + runOptions }

  /// What a job has come to: the exit code of a `run` that ended with this outcome.
  ///
  /// With recovery mpirun may return 0 although ranks were lost, and without rank 0 nobody knows
  /// how the run ended: the store does. But a job that could not even begin would fail the next
  /// time too, so that its own exit code is kept.
  ///
  /// - Parameters:
  ///   - code: the launcher's exit code.
  ///   - hasStored: whether the job has stored any trial.
  ///   - outcome: what the store says in the end.
  /// - Returns: an exit code.
  static func exitCode(launcher code: Int32, hasStored: Bool, outcome: RunOutcome) -> Int32 {
    let couldNotBegin = ![0, EX_TEMPFAIL].contains(code) && !hasStored
    return outcome.exitCode == EX_TEMPFAIL && (couldNotBegin || code == EX_DATAERR)
      ? code : outcome.exitCode
  }
}
