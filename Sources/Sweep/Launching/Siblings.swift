import Foundation

/// The other processes of the job that the same launcher has started on this machine.
enum Siblings {
  /// Ends them, whatever their state; to be called when they have nothing left to do.
  ///
  /// The launcher waits for all of them, one that was stopped for good included.
  static func end() {
    let (own, parent, line) = (getpid(), getppid(), commandLine("self"))
    guard !line.isEmpty else { return }
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    for process in entries.compactMap({ pid_t($0) })
    where process != own && ProcessStatus(process)?.parent == parent
      && commandLine("\(process)") == line
    {
      kill(process, SIGKILL)
    }
  }

  private static func commandLine(_ process: String) -> Data {
    (try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline"))) ?? Data()
  }
}
