import Foundation

/// What becomes of a job that loses a worker, as far as its launcher lets itself be asked.
enum LossPromise: Hashable, Sendable {
  /// The others go on, and train its trial too.
  case othersGoOn
  /// The launcher ends the job; with an option, if there is one, it would not.
  case jobEnds(unless: String?)
  /// Nobody says.
  case unknown

  /// Reads what a launcher tells its processes.
  ///
  /// - Parameters:
  ///   - starter: who has started this process.
  ///   - environment: this process's environment, in which Open MPI 4 passes its options.
  ///   - parent: the command line of its parent, which in Open MPI 5 is mpirun itself on the
  ///     machine where that runs.
  init(
    starter: ProcessOrigin.Starter?, environment: [String: String], parent: [String]
  ) {
    let option = "--enable-recovery"
    switch starter {
    case .hydra: self = .jobEnds(unless: nil)
    case .openMPI(let version) where version.hasPrefix("4"):
      let isOn = ["1", "true"].contains(environment["OMPI_MCA_orte_enable_recovery"])
      self = isOn ? .othersGoOn : .jobEnds(unless: option)
    case .openMPI:
      let name = parent.first.map { URL(filePath: $0).lastPathComponent } ?? ""
      guard ["prterun", "mpirun", "mpiexec"].contains(name) else {
        self = .unknown
        return
      }
      self = parent.contains(option) ? .othersGoOn : .jobEnds(unless: option)
    case .slurm, nil: self = .unknown
    }
  }

  /// The promise of the launcher of this process.
  static func ofThisProcess(_ origin: ProcessOrigin) -> LossPromise {
    let command = try? Data(contentsOf: URL(filePath: "/proc/\(getppid())/cmdline"))
    return LossPromise(
      starter: origin.starter, environment: ProcessInfo.processInfo.environment,
      parent: (command ?? Data()).split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
  }

  /// What to know about it, in one line; none if a lost worker costs nothing but its own work.
  var advice: String? {
    guard case .jobEnds(let option) = self else { return nil }
    return "a lost worker ends this job; the same command continues it"
      + (option.map { ", and with `mpirun \($0)` the others would go on" } ?? "")
  }
}
