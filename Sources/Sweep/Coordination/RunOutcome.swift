import Foundation

/// How a run has ended.
struct RunOutcome {
  /// Trials that lost their worker at every attempt.
  var abandoned = 0
  /// Trials that are left for another run.
  var waiting = 0
  /// Workers that were lost and have not come back.
  var lost: [WorkerProcess] = []

  /// 0, `EX_UNAVAILABLE` if trials were abandoned, or `EX_TEMPFAIL` if the same command again has
  /// more to train (sysexits(3)).
  var exitCode: Int32 { waiting > 0 ? EX_TEMPFAIL : abandoned > 0 ? EX_UNAVAILABLE : 0 }

  /// What to do about it, in one line.
  var advice: String? {
    if waiting > 0 {
      return "incomplete: \(waiting) trials are left; the same command continues"
    }
    guard abandoned > 0 else { return nil }
    return "\(abandoned) trials are abandoned; the same command tries them again"
  }
}

/// The process that a worker lives in.
struct WorkerProcess: Hashable, Sendable {
  /// What it runs on.
  var provenance: Provenance
  /// Its number on its machine.
  var number: Int

  /// The name of its machine.
  var host: String { provenance.host }

  /// The present process.
  static func this(mpi: String?) -> WorkerProcess {
    WorkerProcess(
      provenance: .ofThisProcess(mpi: mpi),
      number: Int(ProcessInfo.processInfo.processIdentifier))
  }

  /// A worker that has never said anything.
  static let unknown = WorkerProcess(provenance: Provenance(), number: 0)

  /// Ends the process, which is on this machine, unless its number belongs to another by now.
  func kill() {
    func command(_ process: String) -> Data? {
      try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline"))
    }
    guard number > 0, let own = command("self"), command("\(number)") == own else { return }
    _ = Foundation.kill(pid_t(number), SIGKILL)
  }
}
