import Testing

@testable import Sweep

@Suite("How a process was started")
struct ProcessOriginTests {
  @Test("without a launcher, a process runs alone")
  func alone() {
    let origin = ProcessOrigin(environment: ["PATH": "/bin", "SLURM_NTASKS": "1"])
    #expect(origin.rank == nil)
    #expect(origin.position == 0)
    #expect(!origin.isSingleton(communicatorSize: nil))
  }

  @Test("mpirun numbers its ranks")
  func mpirun() {
    let origin = ProcessOrigin(environment: [
      "OMPI_COMM_WORLD_RANK": "3", "OMPI_COMM_WORLD_SIZE": "4", "PMIX_RANK": "3",
    ])
    #expect(origin.rank == 3)
    #expect(origin.expectedSize == 4)
    #expect(!origin.isSingleton(communicatorSize: nil))
    #expect(!origin.isSingleton(communicatorSize: 4))
  }

  @Test("srun with PMIx numbers its ranks")
  func srun() {
    let origin = ProcessOrigin(environment: [
      "PMIX_RANK": "1", "SLURM_NTASKS": "2", "SLURM_PROCID": "1",
    ])
    #expect(origin.rank == 1)
    #expect(!origin.isSingleton(communicatorSize: 2))
    #expect(origin.isSingleton(communicatorSize: 1))
  }

  @Test("tasks that MPI does not connect are refused, and one of them says so")
  func singleton() {
    let second = ProcessOrigin(environment: ["SLURM_NTASKS": "8", "SLURM_PROCID": "1"])
    #expect(second.rank == nil)
    #expect(second.position == 1)
    #expect(second.isSingleton(communicatorSize: nil))
    #expect(second.advice(library: "MPI 1").contains("srun --mpi=pmix"))
    let other = ProcessOrigin(environment: ["PMI_RANK": "0", "PMI_SIZE": "2"])
    #expect(!other.isSingleton(communicatorSize: nil))
    #expect(other.isSingleton(communicatorSize: 1))
    #expect(other.advice(library: "MPI 1").contains("built for MPI 1"))
  }
}
