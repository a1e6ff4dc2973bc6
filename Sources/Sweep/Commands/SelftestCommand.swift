import ArgumentParser
import Foundation

/// `groksweep selftest`: whether this machine does what a sweep relies on.
struct SelftestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest",
    abstract: "Says in seconds whether MPI, the binding of ranks and a file system are sound here.",
    discussion: """
      Starts short jobs with the very command that `launch` uses, so run it where the sweep will \
      run: inside the job. The exit code is 69 if anything is not ok.
      """ + CommandExamples.selftest)

  @OptionGroup var job: JobOptions

  @Flag(help: "Also kill a rank, and see whether the others end well.")
  var kill = false

  @Option(
    help: ArgumentHelp("Also look at the file system of a folder.", valueName: "dir"),
    completion: .directory)
  var store: String?

  func validate() throws {
    if kill, let ranks = job.ranks, ranks < 3 {
      throw ValidationError("-n is \(ranks); allowed with --kill: a whole number from 3")
    }
  }

  func run() throws {
    var diagnoses: [Diagnosis] = []
    func say(_ diagnosis: Diagnosis) throws {
      try writeToStandardOutput("\(diagnosis)\n")
      diagnoses.append(diagnosis)
    }
    try exitingCleanly {
      try messages().forEach(say)
      if kill { try say(try lostRank()) }
      if let store { try StoreCheck(store, job: job).diagnoses().forEach(say) }
    }
    if diagnoses.contains(where: { !$0.isSound }) { throw ExitCode(EX_UNAVAILABLE) }
  }

  /// Trials of each job, and seconds that one takes: work for every rank, for about a second.
  private static let trials = 40
  private static let trialSeconds = 0.1
  /// Seconds after which a job hangs.
  ///
  /// A rank is missed after seven, and mpirun takes some to start.
  private static let patience = 60.0

  private func messages() throws -> [Diagnosis] {
    let (code, output, launch) = try play([])
    let places = output.split(separator: "\n").compactMap(RankPlace.init)
    let start = Diagnosis(
      "messages", code == 0 && isComplete(output),
      sound: "\(launch.ranks) ranks trained \(Self.trials) empty trials, each once",
      defect: "a job of \(launch.ranks) ranks ended with exit code \(code): \(launch.line)")
    guard start.isSound else { return [start] }
    let starved = RankPlace.starved(places)
    let list = starved.map { "\($0.rank)" }.joined(separator: ", ")
    let cores = starved.map { $0.cores.count }.max() ?? 0
    return [
      start,
      Diagnosis(
        "binding", starved.isEmpty, sound: "no rank has to share a core that others do not",
        defect: "on \(starved.first?.host ?? "") the ranks \(list) share \(cores) cores of "
          + "\(starved.first?.hostCores ?? 0): bind them to none (`mpirun --bind-to none`), or ask "
          + "for a core a rank"),
    ]
  }

  private func lostRank() throws -> Diagnosis {
    let start = LoopClock.system.now()
    let (code, output, launch) = try play(["--killed-rank", "1"])
    let seconds = Int((LoopClock.system.now() - start).rounded())
    return Diagnosis(
      "lost rank", isComplete(output),
      sound: "1 of \(launch.ranks) ranks was killed; the others trained all trials in "
        + "\(seconds) s, exit code \(code)",
      defect: "1 of \(launch.ranks) ranks was killed, and the others with it, exit code \(code): "
        + "a sweep loses no result here, but each lost rank ends the run; the same command again "
        + "continues it")
  }

  private func play(
    _ options: [String]
  ) throws -> (code: Int32, output: String, launch: JobCommand) {
    var arguments = ["selftest-messages", "--places", "--trials", "\(Self.trials)"]
    arguments += ["--trial-seconds", "\(Self.trialSeconds)"] + options
    // The other ranks must be able to take over from the one that is killed.
    let launch = try job.job(arguments, atLeast: kill ? 3 : 2)
    let child = try ChildProcess(
      launch.command, environment: JobCommand.environment, output: .captured)
    return (child.wait(atMost: Self.patience), child.output, launch)
  }

  private func isComplete(_ output: String) -> Bool {
    output.contains("\(Self.trials) ended once, 0 altered")
  }
}
