import Foundation
import Testing

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

  @Test("a task that Slurm starts without MPI is refused")
  func singleton() throws {
    for variables in [["SLURM_NTASKS": "4"], ["PMIX_RANK": "", "SLURM_NTASKS": "4"]] {
      let environment = Job.environment.merging(variables) { $1 }
      let job = try Job(Job.binary, arguments, environment: environment)
      #expect(job.exitCode == EX_USAGE)
      #expect(job.ownErrors.count == 1)
      #expect(job.errors.contains("srun --mpi=pmix"))
    }
  }
}
