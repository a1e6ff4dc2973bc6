/// How this process was started, as far as its environment tells before `MPI_Init`.
///
/// Open MPI's mpirun sets `OMPI_COMM_WORLD_*`, srun and other PMIx launchers `PMIX_RANK`, older ones
/// `PMI_*`; Slurm sets `SLURM_*` for batch scripts too, which are not ranks.
struct ProcessOrigin: Hashable {
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
    rank = number("OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK")
    position = rank ?? number("SLURM_PROCID") ?? 0
    expectedSize = max(
      number("OMPI_COMM_WORLD_SIZE") ?? 1, number("PMI_SIZE") ?? 1, number("SLURM_NTASKS") ?? 1)
  }

  /// Whether the processes started together do not know of each other.
  ///
  /// Each would run the whole sweep by itself, against the same store. The size of MPI's
  /// communicator is known only after `MPI_Init`.
  func isSingleton(communicatorSize: Int?) -> Bool {
    guard expectedSize > 1 else { return false }
    return rank == nil || communicatorSize == 1
  }

  /// What to do about a singleton launch, in one line.
  ///
  /// - Parameter library: the MPI library of this program.
  /// - Returns: the line.
  func advice(library: String) -> String {
    guard rank == nil else {
      return "\(expectedSize) processes were started together, but MPI connects none of them: this "
        + "groksweep is built for \(library), and another MPI's launcher has started it"
    }
    return "\(expectedSize) processes are asked for, but MPI connects none of them; start with "
      + "`srun --mpi=pmix groksweep run …` (see `srun --mpi=list`) or, in a batch script, with "
      + "`mpirun groksweep run …`"
  }
}
