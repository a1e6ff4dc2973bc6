import Foundation

/// Where the scheduler lets a job run.
enum Allocation: Hashable, Sendable {
  /// Nobody allots anything: this machine, which has so many logical cores.
  case machine(cores: Int)
  /// A job of Slurm, which has so many tasks.
  case slurm(tasks: Int)
  /// A job of PBS, whose file of nodes has a line for each process.
  case pbs(nodeFile: String, processes: Int)

  init(environment: [String: String], cores: Int = ProcessInfo.processInfo.processorCount) {
    if environment["SLURM_JOB_ID"] != nil {
      self = .slurm(tasks: environment["SLURM_NTASKS"].flatMap { Int($0) } ?? 1)
    } else if let file = environment["PBS_NODEFILE"] {
      let lines = (try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n")
      self = .pbs(nodeFile: file, processes: lines?.count ?? 1)
    } else {
      self = .machine(cores: cores)
    }
  }

  /// How many ranks it is meant for.
  var ranks: Int {
    switch self {
    case .machine(let ranks), .slurm(let ranks), .pbs(_, let ranks): ranks
    }
  }
}
