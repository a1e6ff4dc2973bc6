import Foundation

/// A program that starts the processes of an MPI job.
enum Launcher: Hashable, Sendable {
  /// mpirun of Open MPI 4, over ORTE.
  case openMPI4
  /// mpirun of Open MPI 5 and later, over PRRTE.
  case openMPI5
  /// mpirun of MPICH, which is Hydra.
  case mpich
  /// Slurm's own, over the plugin of this name (`srun --mpi=list`).
  case srun(plugin: String)

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

  /// Whether it can start programs of an MPI library; of one that is unknown, any may.
  func canStart(_ library: MPILibrary) -> Bool {
    switch (self, library.family) {
    case (.openMPI4, .openMPI?), (.openMPI5, .openMPI?), (.mpich, .mpich?), (_, nil), (.srun, _):
      true
    default: false
    }
  }
}

/// An mpirun of this machine.
struct InstalledLauncher: Hashable, Sendable {
  /// Which one it is.
  let launcher: Launcher
  /// What it is called: where several MPIs are installed side by side, as in Debian, each has a name
  /// beside the plain one.
  let name: String

  /// The names that it may have, the one to prefer first.
  private static let names = ["mpirun", "mpirun.openmpi", "mpirun.mpich"]

  /// Looks in PATH for an mpirun that can start programs of an MPI library.
  static func find(for library: MPILibrary) throws -> InstalledLauncher {
    var refusal = LauncherError.missing
    for name in names {
      let child = try ChildProcess([name, "--version"], output: .captured)
      guard child.wait() != ChildProcess.notFound else { continue }
      do {
        let launcher = try Launcher(version: child.output)
        if launcher.canStart(library) { return InstalledLauncher(launcher: launcher, name: name) }
        if case .missing = refusal { refusal = .other(launcher, library) }
      } catch {
        if case .missing = refusal { refusal = error }
      }
    }
    throw refusal
  }
}

/// Why no job can be started.
enum LauncherError: InputError, Hashable, Sendable {
  /// There is no mpirun.
  case missing
  /// The mpirun is none of those known; the first line of what it says about itself.
  case unknown(String)
  /// The mpirun belongs to another MPI than this program.
  case other(Launcher, MPILibrary)
}

extension LauncherError: CustomStringConvertible {
  /// One line.
  var description: String {
    switch self {
    case .missing: "mpirun is not in PATH; install an MPI, or `module load` one"
    case .unknown(let line):
      "mpirun says it is '\(line)'; known: Open MPI 4, Open MPI 5, MPICH. "
        + "`mpirun … groksweep run …` may work all the same"
    case .other(let launcher, let library):
      "this groksweep is built for \(library.name), and mpirun belongs to \(launcher); put the "
        + "mpirun of its own MPI into PATH, or build it for the other one (docs/clusters.md)"
    }
  }
}

extension Launcher: CustomStringConvertible {
  /// The MPI it belongs to.
  var description: String {
    switch self {
    case .openMPI4: "Open MPI 4"
    case .openMPI5: "Open MPI 5"
    case .mpich: "MPICH"
    case .srun: "Slurm"
    }
  }
}
