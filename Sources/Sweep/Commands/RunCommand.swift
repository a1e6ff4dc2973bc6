import ArgumentParser
import Foundation

/// Trains what is missing of an experiment, alone or on all ranks of an MPI job.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Trains the trials of an experiment that its store lacks, then prints the table.",
    discussion: """
      Without mpirun, trials are trained on threads of this process; under mpirun or srun, on \
      every rank. The same command again continues where the last one ended.
      """)

  @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Option(help: "The folder of the results; it is made if it is missing.", completion: .directory)
  var store: String

  @Option(help: "The number of threads that train, without mpirun. (default: all cores)")
  var workers: Int?

  func validate() throws {
    if let workers, workers < 1 {
      throw ValidationError("--workers is \(workers); allowed: a whole number from 1")
    }
  }

  func run() throws {
    let launch = Launch(environment: ProcessInfo.processInfo.environment)
    if launch.isSingleton(communicatorSize: nil) { throw refusal(launch.advice, launch) }
    if launch.rank != nil, workers != nil {
      throw refusal("--workers is for runs without mpirun: under it, each rank trains", launch)
    }
    try exitingCleanly {
      // Every rank reads the file, so that a wrong one ends the job before any trains.
      let experiment = try afterRankZero(launch) { try Experiment(contentsOf: file) }
      switch launch.rank {
      case nil: try runAlone(experiment)
      case 0: try runAsRankZero(experiment, launch)
      default: try runAsWorker(launch)
      }
    }
  }

  private func runAlone(_ experiment: Experiment) throws {
    let run = try SweepRun(experiment, store: store)
    if run.missing.isEmpty {
      sayComplete(experiment)
    } else {
      try run.trainAlone(workers: workers ?? ProcessInfo.processInfo.activeProcessorCount)
    }
    try printTable(of: run.store)
  }

  private func runAsRankZero(_ experiment: Experiment, _ launch: Launch) throws {
    // Before MPI_Init, so that a store that cannot be opened ends the job before any rank trains.
    let run = try SweepRun(experiment, store: store)
    ParentWatch.start()
    var isRefused = false
    let failure: (any Error)? = try withMPI { communicator in
      isRefused = launch.isSingleton(communicatorSize: communicator.size)
      return isRefused ? nil : try run.train(on: communicator)
    }
    if isRefused { throw refusal(launch.advice, launch) }
    if let failure { throw failure }
    if run.missing.isEmpty { sayComplete(experiment) }
    try printTable(of: run.store)
  }

  private func runAsWorker(_ launch: Launch) throws {
    ParentWatch.start()
    var isRefused = false
    try withMPI { communicator in
      isRefused = launch.isSingleton(communicatorSize: communicator.size)
      if !isRefused { try work(on: communicator) }
    }
    if isRefused { throw refusal(launch.advice, launch) }
  }

  private func sayComplete(_ experiment: Experiment) {
    printError("all \(experiment.trialCount) trials are stored; nothing is left to train")
  }

  /// Seconds in which rank 0 gets to print an error that all ranks meet.
  private static let precedence = 3.0

  /// Holds an error back on other ranks than 0, which meets the same one, prints it and exits; the
  /// launcher ends the others then.
  ///
  /// If it does not, the error is this rank's own, such as a file that only some hosts can see.
  private func afterRankZero<Value>(_ launch: Launch, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch {
      if launch.position > 0 { LoopClock.system.sleep(Self.precedence) }
      throw error
    }
  }

  /// Ends this process with exit code 64, and a line if it is the first one.
  private func refusal(_ line: String, _ launch: Launch) -> ExitCode {
    if launch.position == 0 {
      printError(line)
    } else {
      LoopClock.system.sleep(Self.precedence)
    }
    return ExitCode(EX_USAGE)
  }
}
