/// An MPI library, as it describes itself.
struct MPILibrary: Hashable, Sendable {
  /// Those whose launchers start each other's programs, because they speak one protocol to them.
  enum Family: Hashable, Sendable {
    /// Open MPI, over PMIx.
    case openMPI
    /// MPICH, and Intel MPI, Cray MPICH and MVAPICH, which are made of it, over PMI.
    case mpich
  }

  /// Its name and version on one line: `Open MPI v4.1.4`, `MPICH 4.0.2`.
  let name: String
  /// Its family, if that is known.
  let family: Family?

  /// Reads what `MPI_Get_library_version` tells.
  ///
  /// Open MPI goes on, behind a comma, with where and by whom it was packaged; MPICH, in further
  /// lines, with how it was configured.
  init(version: String) {
    let line = version.prefix { !$0.isNewline && $0 != "," }
    let words = line.split(whereSeparator: \.isWhitespace)
    name = words.filter { !["Version:", "Version", ":"].contains($0) }.joined(separator: " ")
    let isMPICH = ["MPICH", "MVAPICH", "Intel(R) MPI"].contains { line.contains($0) }
    family = line.hasPrefix("Open MPI") ? .openMPI : isMPICH ? .mpich : nil
  }
}

extension MPILibrary {
  /// The plugin by which Slurm connects the processes of this library (`srun --mpi=…`).
  var slurmPlugin: String { family == .mpich ? "pmi2" : "pmix" }
}
