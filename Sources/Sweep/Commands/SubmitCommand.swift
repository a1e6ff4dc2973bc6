import ArgumentParser
import Foundation

/// `groksweep submit FILE --store DIR --nodes N`: a sweep as a job of a cluster.
struct SubmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Prints or submits the batch script of a sweep, for Slurm or PBS.",
    discussion: """
      The job puts aside what is in training before its time limit, and has itself run again until \
      no trial is missing. What sbatch or qsub is told on its own command line prevails over the \
      script.
      """ + CommandExamples.submit)

  /// What becomes of the script.
  enum Destination: EnumerableFlag {
    case print, sbatch
  }

  @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @OptionGroup var results: StoreOptions

  /// The folder of the results.
  private var store: String { results.folder(for: file) }

  @Option(help: "The number of nodes.")
  var nodes: Int

  @Option(help: "The ranks on each node, one core each. (default: the cores of this machine)")
  var tasksPerNode: Int?

  @Option(
    help: ArgumentHelp("The time limit of each job, such as 12:00:00.", valueName: "HH:MM:SS"))
  var time = TimeLimit(seconds: 4 * 3600)

  @Option(help: "The partition; the queue in PBS.")
  var partition: String?

  @Flag(help: "Write the script for PBS.")
  var pbs = false

  @Option(help: "What starts the ranks: mpirun, or srun (see `srun --mpi=list`).")
  var launcher = JobOptions.Start.mpirun

  @Flag(help: "Print the script, or hand it to sbatch.")
  var destination: Destination

  func validate() throws {
    try checkWhole("--nodes", nodes)
    try checkWhole("--tasks-per-node", tasksPerNode)
    if pbs, destination == .sbatch {
      throw ValidationError("--pbs is for `--print | qsub`; sbatch knows Slurm's scripts only")
    }
    if pbs, launcher == .srun { throw ValidationError("--launcher srun is for Slurm") }
  }

  func run() throws {
    try exitingCleanly {
      // A wrong file should not wait in a queue before it is refused.
      _ = try Experiment(contentsOf: file)
      results.announce(for: file)
      guard destination == .sbatch else { return try writeToStandardOutput(script.text) }
      let path = FileManager.default.temporaryDirectory.appending(path: "groksweep-\(UUID()).sh")
      try Data(script.text.utf8).write(to: path)
      defer { try? FileManager.default.removeItem(at: path) }
      let code = try ChildProcess(["sbatch", path.path(percentEncoded: false)]).wait()
      if code != 0 { throw ExitCode(code) }
    }
  }

  var script: BatchScript {
    func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }
    return BatchScript(
      scheduler: pbs ? .pbs : .slurm, program: JobOptions.executable, experiment: absolute(file),
      store: absolute(store), nodes: nodes,
      tasksPerNode: tasksPerNode ?? ProcessInfo.processInfo.processorCount, time: time,
      partition: partition, usesSrun: launcher == .srun)
  }
}

extension TimeLimit: ExpressibleByArgument {
  init?(argument: String) { self.init(argument) }
}
