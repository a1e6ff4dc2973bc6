import Foundation
import Testing

@testable import Sweep

@Suite("Run under mpirun", .serialized, .enabled(if: Job.isPossible, "mpirun is not in PATH"))
struct RunUnderMPITests {
  private let arguments = ["run", "/missing/experiment.yaml", "--store", "/missing/store"]

  @Test("an error that all ranks meet is printed once", arguments: [1, 3])
  func badFile(ranks: Int) throws {
    let job = try Job(ranks: ranks, arguments)
    #expect(job.exitCode == EX_DATAERR)
    #expect(job.ownErrors.count == 1)
    #expect(job.ownErrors.first?.hasPrefix("groksweep: /missing/experiment.yaml") == true)
    #expect(job.output.isEmpty || job.output.contains("returned\na non-zero exit code"))
  }

  @Test("the number of threads is no matter of a job")
  func workers() throws {
    let job = try Job(ranks: 2, arguments + ["--workers", "2"])
    #expect(job.exitCode == EX_USAGE)
    #expect(job.ownErrors.count == 1)
  }

  /// Writes an experiment of three tiny trials into a new folder; returns its path.
  private static func experiment(in folder: URL) throws -> String {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "experiment.yaml")
    let experiment = """
      experiment: silent
      base:
        task: {kind: modular, operation: add, modulus: 7}
        model: {kind: perceptron, input: two-hot, width: 8, activation: relu}
        optimizer: {kind: sgd, learning_rate: 0.1, weight_decay: 0, momentum: 0}
        train_fraction: 0.5
        steps: 10
      seeds: 3
      """
    try Data(experiment.utf8).write(to: file)
    return file.path(percentEncoded: false)
  }

  @Test("standard error that cannot be written costs lines and not the run")
  func noStandardError() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "groksweep-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try Self.experiment(in: folder)
    for redirection in ["2>/dev/full", "2>&-", "2> >(exec true)"] {
      let store = folder.appending(path: "store-\(UUID())").path(percentEncoded: false)
      let script = "\"$0\" run \"$1\" --store \"$2\" --workers 1 \(redirection)"
      let job = try Job(
        "/bin/bash", ["-c", script, Job.binary, file, store])
      #expect(job.exitCode == 0, "\(redirection)")
      #expect(job.output.contains("3"), "\(redirection)")
    }
  }

  @Test(
    "another MPI's launcher is told by its environment", arguments: ["run", "selftest-messages"])
  func otherLauncher(command: String) throws {
    // As the other MPI's mpirun starts the first of two processes of this program.
    let isMPICH = Communicator.library.family == .mpich
    let variables =
      isMPICH
      ? ["OMPI_COMM_WORLD_RANK": "0", "OMPI_COMM_WORLD_SIZE": "2"]
      : ["PMI_RANK": "0", "PMI_SIZE": "2"]
    let environment = Job.environment.merging(variables) { $1 }
    let folder = FileManager.default.temporaryDirectory.appending(path: "groksweep-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try Self.experiment(in: folder)
    let store = folder.appending(path: "store").path(percentEncoded: false)
    let job = try Job(
      Job.binary, [command] + (command == "run" ? [file, "--store", store] : []),
      environment: environment)
    #expect(job.exitCode == EX_USAGE)
    #expect(job.ownErrors.count == 1)
    #expect(job.errors.contains("built for \(Communicator.library.name)"))
    #expect(job.errors.contains("mpirun of \(isMPICH ? "Open MPI 4" : "MPICH") has started"))
  }

  @Test(
    "another MPI's launcher gets one line from all processes",
    .enabled(if: Job.otherLauncher != nil, "only one MPI is installed"))
  func startedByOther() throws {
    let launcher = try #require(Job.otherLauncher)
    let options = launcher.hasSuffix("openmpi") ? ["--oversubscribe"] : []
    let job = try Job(launcher, options + ["-n", "3", Job.binary] + arguments)
    #expect(job.exitCode == EX_USAGE)
    #expect(job.ownErrors.count == 1, "\(job.errors)")
    #expect(job.errors.contains("the 3 processes that mpirun of"))
  }

  @Test("what a lost worker means is said once, where it ends the job")
  func promise() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "groksweep-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try Self.experiment(in: folder)
    for recovers in [false, true] {
      let store = folder.appending(path: "store-\(recovers)").path(percentEncoded: false)
      let command =
        Job.mpirun(ranks: 2, recovers: recovers) + [Job.binary, "run", file, "--store", store]
      let job = try Job(command[0], Array(command.dropFirst()))
      #expect(job.exitCode == 0, "\(job.errors)")
      let lines = job.ownErrors.filter { $0.contains("a lost worker ends this job") }
      #expect(lines.count == (recovers && Job.survivesLosses ? 0 : 1), "\(job.errors)")
    }
  }

  @Test("a task that Slurm starts without MPI is refused")
  func singleton() throws {
    for variables in [["SLURM_NTASKS": "4"], ["PMIX_RANK": "", "SLURM_NTASKS": "4"]] {
      let environment = Job.environment.merging(variables) { $1 }
      let job = try Job(Job.binary, arguments, environment: environment)
      #expect(job.exitCode == EX_USAGE)
      #expect(job.ownErrors.count == 1)
      #expect(job.errors.contains("srun --mpi=\(Communicator.library.slurmPlugin)"))
    }
  }
}
