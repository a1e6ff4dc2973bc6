import Foundation

/// A job of several ranks, and the command that starts it.
///
/// The command depends on the launcher, because each names the same four things in its own way:
/// - *A lost rank* must not end the others. Open MPI 4 also has to do without the transports that
///   end a process whose peer is gone (`pml_ob1` over TCP and shared memory reports nothing).
///   MPICH's launcher ends the others whatever it is told: with `-disable-auto-cleanup` it still
///   sends them signals, and in most tries kills them.
/// - *Cores.* Open MPI binds the ranks of small jobs to single cores, those of several jobs to the
///   same ones. A rank trains on one thread, which the system's scheduler places well enough.
/// - *More ranks than cores* are refused by Open MPI unless it is told.
/// - *BLAS* would start a thread a core in every rank.
struct JobCommand: Hashable, Sendable {
  var launcher: Launcher
  var allocation: Allocation
  /// What mpirun is called.
  var mpirun = "mpirun"
  /// The number of ranks.
  var ranks: Int
  /// The machines to start them on, or none to leave that to the allocation.
  var hosts: [String] = []
  /// Whether the user is root, whom Open MPI refuses unless it is told.
  var isRoot = false
  /// What each rank runs: a program and its arguments.
  var program: [String]

  /// The variables of every rank's environment.
  static let environment = [("OMP_NUM_THREADS", "1"), ("OPENBLAS_NUM_THREADS", "1")]

  /// The program to start, and its arguments.
  var command: [String] {
    switch launcher {
    case .openMPI4:
      [mpirun, "--enable-recovery", "--bind-to", "none"] + leave + placement
        + ["--mca", "pml", "ob1", "--mca", "btl", "tcp,self,vader"] + exports + count + program
    case .openMPI5:
      [mpirun, "--enable-recovery", "--bind-to", "none"] + leave + placement
        + ["--mca", "pml", "ob1"] + exports + count + program
    case .mpich:
      [mpirun, "-bind-to", "none"] + placement + exports + count + program
    case .srun(let plugin):
      ["srun", "--mpi=\(plugin)", "--kill-on-bad-exit=0"] + placement + count + program
    }
  }

  /// The command as a line for a shell.
  var line: String { command.map(shellWord).joined(separator: " ") }

  private var count: [String] { ["-n", "\(ranks)"] }

  private var leave: [String] { isRoot ? ["--allow-run-as-root"] : [] }

  private var exports: [String] {
    Self.environment.flatMap { name, value in
      launcher == .mpich ? ["-genv", name, value] : ["-x", "\(name)=\(value)"]
    }
  }

  private var placement: [String] {
    if !hosts.isEmpty { return onHosts }
    switch (launcher, allocation) {
    case (.openMPI4, .machine(let cores)):
      return ["--use-hwthread-cpus"] + (ranks > cores ? ["--oversubscribe"] : [])
    case (.openMPI5, .machine(let cores)):
      return ["--map-by", "slot:HWTCPUS" + (ranks > cores ? ":OVERSUBSCRIBE" : "")]
    case (.openMPI4, .pbs(let file, _)), (.openMPI5, .pbs(let file, _)):
      return ["--hostfile", file]
    case (.mpich, .pbs(let file, _)): return ["-f", file]
    case (.mpich, .machine), (.srun, _), (_, .slurm): return []
    }
  }

  private var onHosts: [String] {
    let share = (ranks + hosts.count - 1) / hosts.count
    let slots = hosts.map { "\($0):\(share)" }.joined(separator: ",")
    return switch launcher {
    case .openMPI4, .openMPI5: ["--host", slots]
    case .mpich: ["-hosts", slots]
    case .srun: ["--nodelist", hosts.joined(separator: ",")]
    }
  }
}

/// A word as a POSIX shell reads it back.
func shellWord(_ word: String) -> String {
  let plain = /[A-Za-z0-9_@%+=:,.\/-]+/
  if word.wholeMatch(of: plain) != nil { return word }
  return "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
}
