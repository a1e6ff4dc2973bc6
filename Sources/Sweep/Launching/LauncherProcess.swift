import Foundation

/// An mpirun that its job may leave waiting: it waits for every machine, one that is gone included.
///
/// Where `launch` started it, that ends it. Otherwise rank 0 leaves a process behind that does.
struct LauncherProcess {
  private static let names = ["mpirun", "mpiexec", "orterun", "prterun"]

  let id: pid_t
  /// When it began (``ProcessStatus/start``).
  let start: UInt64

  /// The one that has started this process, if it is on this machine.
  static var ofThisProcess: LauncherProcess? { LauncherProcess(process: getppid()) }

  init(id: pid_t, start: UInt64) { (self.id, self.start) = (id, start) }

  /// `nil` if the process is not an mpirun.
  init?(process: pid_t) {
    guard let status = ProcessStatus(process), Self.names.contains(status.name) else { return nil }
    self.init(id: process, start: status.start)
  }

  private var isRunning: Bool {
    ProcessStatus(id).map { $0.start == start && !$0.hasEnded } ?? false
  }

  /// Ends it, unless it does so by itself (``JobEnding``).
  func endIfItStays(clock: LoopClock = .system) {
    var ending = JobEnding(at: clock.now())
    while isRunning {
      for number in ending.signals(requests: 0, note: .ended(0), at: clock.now()) {
        kill(id, number)
      }
      clock.sleep(0.2)
    }
  }

  /// Starts a process that does the same, and outlives this one.
  ///
  /// - Parameter executable: where this program is.
  func leaveProcessThatEndsIt(_ executable: String) {
    // It may fail: the launcher waits then, as it would have.
    _ = try? ChildProcess(
      [executable, "end-launcher", "--process", "\(id)", "--start", "\(start)"],
      output: .dropped)
  }
}
