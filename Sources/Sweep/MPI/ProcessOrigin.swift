import Foundation

/// How this process was started, as far as its environment tells before `MPI_Init`.
///
/// Open MPI's mpirun sets `OMPI_COMM_WORLD_*`, Hydra and older launchers `PMI_*`, srun and other
/// launchers over PMIx `PMIX_RANK`; Slurm sets `SLURM_*` for batch scripts too, which are not ranks.
struct ProcessOrigin: Hashable {
  /// What starts the processes of jobs.
  enum Starter: Hashable {
    /// mpirun of Open MPI, by its version as far as it is known.
    case openMPI(version: String)
    /// mpirun of MPICH, or of an MPI made of it: Hydra.
    case hydra
    /// Slurm's srun.
    case slurm
  }

  /// Who has started this process, if that is known.
  let starter: Starter?
  /// This process's rank in its job, or `nil` if it runs without an MPI launcher.
  let rank: Int?
  /// The number of processes that were started together, or are meant to be.
  let expectedSize: Int
  /// Which of several processes this is, with or without MPI; number 0 prints.
  let position: Int

  init(environment: [String: String]) {
    func number(_ names: String...) -> Int? {
      names.lazy.compactMap { environment[$0] }.compactMap { Int($0) }.first
    }
    let isOfSlurm = environment["SLURM_PROCID"] != nil
    if environment["OMPI_COMM_WORLD_RANK"] != nil {
      // Open MPI 4 does not say which one it is.
      starter = .openMPI(version: environment["OMPI_VERSION"] ?? "4")
    } else if environment["HYDI_CONTROL_FD"] != nil || environment["PMI_RANK"] != nil && !isOfSlurm
    {
      starter = .hydra
    } else {
      starter = isOfSlurm ? .slurm : nil
    }
    rank = number("OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK")
    position = rank ?? number("SLURM_PROCID") ?? 0
    expectedSize = number("OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_NTASKS") ?? 1
  }

  /// Checks, before MPI is started, that it can connect the processes started together.
  ///
  /// An MPI that is started by another one's launcher either ends the process with its own words, or
  /// believes it alone: then each would run the whole sweep, against the same store.
  ///
  /// - Parameter library: the MPI library of this program.
  /// - Throws: ``LaunchMismatch`` if it cannot.
  func check(_ library: MPILibrary) throws(LaunchMismatch) {
    if rank == nil, expectedSize > 1 { throw .withoutMPI(expectedSize, library) }
    switch (starter, library.family) {
    case (.openMPI, .mpich?), (.hydra, .openMPI?): throw .otherLauncher(self, library)
    default: return
    }
  }

  /// Checks, once MPI is started, that it has connected them.
  ///
  /// - Parameters:
  ///   - size: the number of processes that MPI knows.
  ///   - library: the MPI library of this program.
  /// - Throws: ``LaunchMismatch`` if it has not.
  func check(size: Int, _ library: MPILibrary) throws(LaunchMismatch) {
    if expectedSize > 1, size == 1 { throw .otherLauncher(self, library) }
  }
}

extension ProcessOrigin {
  /// Has the launcher end all processes of the job, before MPI is started.
  ///
  /// Open MPI's does so when a process exits with another code than 0. Hydra waits for the others,
  /// who would wait for that process in `MPI_Init`; it is asked by the command that `MPI_Abort` sends
  /// it (the wire protocol of PMI-1).
  func endJobBeforeStart(code: Int32) {
    let environment = ProcessInfo.processInfo.environment
    guard starter == .hydra, let socket = environment["PMI_FD"].flatMap({ Int32($0) }) else {
      return
    }
    // It ends processes before it has read what they said.
    LoopClock.system.sleep(0.5)
    try? FileHandle(fileDescriptor: socket).write(
      contentsOf: Data("cmd=abort exitcode=\(code)\n".utf8))
  }
}

extension ProcessOrigin.Starter: CustomStringConvertible {
  /// What starts processes, in words.
  var description: String {
    switch self {
    case .openMPI(let version): "mpirun of Open MPI \(version)"
    case .hydra: "mpirun of MPICH"
    case .slurm: "srun"
    }
  }
}

/// Processes that were started together, and that MPI does not connect.
enum LaunchMismatch: Error, Hashable {
  /// Something starts so many processes, or is asked to, without any MPI.
  case withoutMPI(Int, MPILibrary)
  /// Another MPI's launcher has started a program of this library.
  case otherLauncher(ProcessOrigin, MPILibrary)
}

extension LaunchMismatch: CustomStringConvertible {
  /// What to do about it, in one line.
  var description: String {
    switch self {
    case .withoutMPI(let count, let library):
      "\(count) processes are asked for, but MPI connects none of them; start with "
        + "`srun --mpi=\(library.slurmPlugin) groksweep run …` (see `srun --mpi=list`) or, in a "
        + "batch script, with `mpirun groksweep run …`"
    case .otherLauncher(let origin, let library):
      "this groksweep is built for \(library.name), which does not connect the "
        + "\(origin.expectedSize) processes that \(origin.starter?.description ?? "a launcher") has "
        + "started; start it with the mpirun of its own MPI, or build it for the other one "
        + "(docs/clusters.md)"
    }
  }
}
