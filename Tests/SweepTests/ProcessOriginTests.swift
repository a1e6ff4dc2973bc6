import Testing

@testable import Sweep

@Suite("How a process was started")
struct ProcessOriginTests {
  private static let openMPI = MPILibrary(version: "Open MPI v4.1.4, package: Debian OpenMPI")
  private static let mpich = MPILibrary(version: "MPICH Version:      4.0.2\nMPICH Release date: …")
  private static let other = MPILibrary(version: "MPI 1")

  @Test("without a launcher, a process runs alone")
  func alone() throws {
    let origin = ProcessOrigin(environment: ["PATH": "/bin", "SLURM_NTASKS": "1"])
    #expect(origin.rank == nil && origin.starter == nil)
    #expect(origin.position == 0)
    try origin.check(Self.openMPI)
    try origin.check(size: 1, Self.openMPI)
  }

  @Test("mpirun of Open MPI numbers its ranks")
  func openMPI() throws {
    let origin = ProcessOrigin(environment: [
      "OMPI_COMM_WORLD_RANK": "3", "OMPI_COMM_WORLD_SIZE": "4", "PMIX_RANK": "3",
      "OMPI_VERSION": "5.0.11", "SLURM_PROCID": "0",
    ])
    #expect(origin.rank == 3)
    #expect(origin.expectedSize == 4)
    #expect(origin.starter == .openMPI(version: "5.0.11"))
    try origin.check(Self.openMPI)
    try origin.check(size: 4, Self.openMPI)
    #expect(throws: LaunchMismatch.otherLauncher(origin, Self.mpich)) {
      try origin.check(Self.mpich)
    }
  }

  @Test("mpirun of MPICH numbers its ranks", arguments: [["HYDI_CONTROL_FD": "7"], [:]])
  func hydra(more: [String: String]) throws {
    let environment = ["PMI_RANK": "0", "PMI_SIZE": "2"].merging(more) { $1 }
    let origin = ProcessOrigin(environment: environment)
    #expect(origin.rank == 0)
    #expect(origin.starter == .hydra)
    try origin.check(Self.mpich)
    try origin.check(size: 2, Self.mpich)
    let mismatch = LaunchMismatch.otherLauncher(origin, Self.openMPI)
    #expect(throws: mismatch) { try origin.check(Self.openMPI) }
    #expect("\(mismatch)".contains("built for Open MPI v4.1.4, which does not connect the 2"))
    #expect("\(mismatch)".contains("mpirun of MPICH has started"))
  }

  @Test("a library that nobody knows is judged by the size that it knows")
  func unknown() throws {
    let origin = ProcessOrigin(environment: ["PMI_RANK": "0", "PMI_SIZE": "2"])
    try origin.check(Self.other)
    try origin.check(size: 2, Self.other)
    #expect(throws: LaunchMismatch.self) { try origin.check(size: 1, Self.other) }
  }

  @Test("what the launcher says of the size prevails over what Slurm allots")
  func oneRankInAllocation() throws {
    let origin = ProcessOrigin(environment: [
      "OMPI_COMM_WORLD_RANK": "0", "OMPI_COMM_WORLD_SIZE": "1", "SLURM_NTASKS": "8",
      "SLURM_PROCID": "0",
    ])
    try origin.check(Self.openMPI)
    try origin.check(size: 1, Self.openMPI)
  }

  @Test("srun numbers its ranks", arguments: ["PMIX_RANK", "PMI_RANK"])
  func srun(variable: String) throws {
    let origin = ProcessOrigin(environment: [
      variable: "1", "SLURM_NTASKS": "2", "SLURM_PROCID": "1",
    ])
    #expect(origin.rank == 1)
    #expect(origin.starter == .slurm)
    for library in [Self.openMPI, Self.mpich] {
      try origin.check(library)
      try origin.check(size: 2, library)
      #expect(throws: LaunchMismatch.otherLauncher(origin, library)) {
        try origin.check(size: 1, library)
      }
    }
  }

  @Test("tasks without MPI are refused, and one of them says so")
  func withoutMPI() {
    let second = ProcessOrigin(environment: ["SLURM_NTASKS": "8", "SLURM_PROCID": "1"])
    #expect(second.rank == nil)
    #expect(second.position == 1)
    for (library, plugin) in [(Self.openMPI, "pmix"), (Self.mpich, "pmi2")] {
      let mismatch = LaunchMismatch.withoutMPI(8, library)
      #expect(throws: mismatch) { try second.check(library) }
      #expect("\(mismatch)".contains("srun --mpi=\(plugin) "))
    }
  }

  @Test(
    "a library is told by its own words",
    arguments: [
      ("Open MPI v4.1.4, package: Debian OpenMPI, ident: 4.1.4", "Open MPI v4.1.4"),
      ("Open MPI v5.0.11", "Open MPI v5.0.11"),
      ("MPICH Version:      4.0.2\nMPICH Release date: Thu", "MPICH 4.0.2"),
      ("MVAPICH2 Version      :\t2.3.7\nMVAPICH2 Release", "MVAPICH2 2.3.7"),
      ("Intel(R) MPI Library 2021.9 for Linux* OS\n", "Intel(R) MPI Library 2021.9 for Linux* OS"),
      (
        "MPI VERSION    : CRAY MPICH version 8.1.25.17 (ANL base 3.4a2)\n",
        "MPI VERSION CRAY MPICH version 8.1.25.17 (ANL base 3.4a2)"
      ),
    ])
  func library(version: String, name: String) {
    let library = MPILibrary(version: version)
    #expect(library.name == name)
    #expect(library.family == (name.hasPrefix("Open") ? .openMPI : .mpich))
  }

  @Test("what a lost worker means is read from what the launcher passes on")
  func lossPromise() {
    func promise(
      _ starter: ProcessOrigin.Starter?, _ environment: [String: String] = [:],
      _ parent: [String] = []
    ) -> LossPromise {
      LossPromise(starter: starter, environment: environment, parent: parent)
    }
    let recovery = ["OMPI_MCA_orte_enable_recovery": "1"]
    let option = "--enable-recovery"
    #expect(promise(.openMPI(version: "4"), recovery) == .othersGoOn)
    #expect(promise(.openMPI(version: "4")) == .jobEnds(unless: option))
    let five = ProcessOrigin.Starter.openMPI(version: "5.0.11")
    #expect(promise(five, [:], ["/opt/bin/prterun", option, "-n", "2"]) == .othersGoOn)
    #expect(promise(five, [:], ["/opt/bin/prterun", "-n", "2"]) == .jobEnds(unless: option))
    #expect(promise(five, [:], ["/opt/bin/prted"]) == .unknown)
    #expect(promise(.hydra) == .jobEnds(unless: nil))
    for unknown: ProcessOrigin.Starter? in [.slurm, nil] { #expect(promise(unknown) == .unknown) }
    #expect(promise(.hydra).advice == "a lost worker ends this job; the same command continues it")
    #expect(LossPromise.othersGoOn.advice == nil && LossPromise.unknown.advice == nil)
  }
}
