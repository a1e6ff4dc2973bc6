import Foundation

/// A program that starts the processes of an MPI job.
enum Launcher: Hashable, Sendable {
  /// mpirun of Open MPI 4, over ORTE.
  case openMPI4
  /// mpirun of Open MPI 5 and later, over PRRTE.
  case openMPI5
  /// mpirun of MPICH, which is Hydra.
  case mpich
  /// Slurm's own, over PMIx.
  case srun

  /// Reads what `mpirun --version` prints.
  init(version: String) throws(LauncherError) {
    let line = version.split(separator: "\n").first.map(String.init) ?? ""
    if let found = line.firstMatch(of: /\((?:Open MPI|OpenRTE)\) (\d+)/), let major = Int(found.1) {
      self = major < 5 ? .openMPI4 : .openMPI5
    } else if line.contains("PRRTE") {
      self = .openMPI5
    } else if version.contains("HYDRA") {
      self = .mpich
    } else {
      throw .unknown(singleLine(line))
    }
  }

  /// The mpirun that is in PATH.
  static func installed() throws -> Launcher {
    let child = try ChildProcess(["mpirun", "--version"], output: .captured)
    guard child.wait() != ChildProcess.notFound else { throw LauncherError.missing }
    return try Launcher(version: child.output)
  }
}

/// Why no job can be started.
enum LauncherError: Error, Hashable, Sendable {
  /// There is no mpirun.
  case missing
  /// The mpirun is none of those known; the first line of what it says about itself.
  case unknown(String)
}

extension LauncherError: CustomStringConvertible {
  /// One line.
  var description: String {
    switch self {
    case .missing: "mpirun is not in PATH; install Open MPI, or `module load openmpi`"
    case .unknown(let line):
      "mpirun says it is '\(line)'; known: Open MPI 4, Open MPI 5, MPICH. "
        + "`mpirun … groksweep run …` may work all the same"
    }
  }
}
