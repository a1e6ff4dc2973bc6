import Testing

@testable import Sweep

@Suite("Launch")
struct CoordinatorLaunchTests {
  @Test("without a launcher, a process runs alone")
  func alone() {
    let launch = Launch(environment: ["PATH": "/bin", "SLURM_NTASKS": "1"])
    #expect(launch.rank == nil)
    #expect(launch.position == 0)
    #expect(!launch.isSingleton(communicatorSize: nil))
  }

  @Test("mpirun numbers its ranks")
  func mpirun() {
    let launch = Launch(environment: [
      "OMPI_COMM_WORLD_RANK": "3", "OMPI_COMM_WORLD_SIZE": "4", "PMIX_RANK": "3",
    ])
    #expect(launch.rank == 3)
    #expect(launch.expectedSize == 4)
    #expect(!launch.isSingleton(communicatorSize: nil))
    #expect(!launch.isSingleton(communicatorSize: 4))
  }

  @Test("srun with PMIx numbers its ranks")
  func srun() {
    let launch = Launch(environment: ["PMIX_RANK": "1", "SLURM_NTASKS": "2", "SLURM_PROCID": "1"])
    #expect(launch.rank == 1)
    #expect(!launch.isSingleton(communicatorSize: 2))
    #expect(launch.isSingleton(communicatorSize: 1))
  }

  @Test("tasks that MPI does not connect are refused, and one of them says so")
  func singleton() {
    let second = Launch(environment: ["SLURM_NTASKS": "8", "SLURM_PROCID": "1"])
    #expect(second.rank == nil)
    #expect(second.position == 1)
    #expect(second.isSingleton(communicatorSize: nil))
    #expect(second.advice.contains("srun --mpi=pmix"))
    let other = Launch(environment: ["PMI_RANK": "0", "PMI_SIZE": "2"])
    #expect(!other.isSingleton(communicatorSize: nil))
    #expect(other.isSingleton(communicatorSize: 1))
  }
}
