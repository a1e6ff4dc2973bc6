import Foundation

/// Ends this process when the one that launched it has died.
///
/// If mpirun is killed outright, nothing tells its ranks: they would train or wait for ever. A
/// rank of a job therefore looks at its parent's id, which changes when the parent dies, from a
/// thread of its own, so that neither a long step nor a wait delays it. Nothing is lost: the store
/// survives a process that ends anywhere, and the trial is trained again by the next run.
///
/// Only for jobs: a run without mpirun may well outlive the shell that started it.
enum ParentWatch {
  /// Seconds between two looks.
  private static let interval = 0.25

  /// Starts to watch; to be called before `MPI_Init`, while the parent is alive.
  static func start(clock: LoopClock = .system) {
    let parent = getppid()
    let thread = Thread {
      while getppid() == parent { clock.sleep(interval) }
      _exit(EX_UNAVAILABLE)
    }
    thread.name = "parent watch"
    thread.start()
  }

  /// Tells the launcher to end the job, if it is one of Open MPI's.
  ///
  /// It waits for every process that it has started, one that was stopped for good included.
  static func endLauncher() {
    let name = try? String(contentsOfFile: "/proc/\(getppid())/comm", encoding: .utf8)
    let launchers = ["mpirun", "mpirun.openmpi", "orted", "prterun", "prted"]
    guard let name, launchers.contains(String(name.dropLast())) else { return }
    kill(getppid(), SIGTERM)
  }
}
