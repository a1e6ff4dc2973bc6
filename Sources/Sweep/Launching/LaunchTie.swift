import Foundation
import Synchronization

/// How rank 0 learns that the `launch` that started its job is gone, though it was killed.
///
/// The launcher's standard input is a pipe that `launch` holds open and never writes to; every
/// launcher hands its standard input to rank 0. The end of it is the end of `launch`.
enum LaunchTie {
  private static let hasBroken = Atomic(false)

  /// Whether `launch` is gone.
  static var isBroken: Bool { hasBroken.load(ordering: .relaxed) }

  /// Reads from now on, and calls back once `launch` is gone.
  static func watch(
    _ input: FileHandle = .standardInput, whenBroken body: @escaping @Sendable () -> Void
  ) {
    let thread = Thread {
      while let data = try? input.read(upToCount: 4096), !data.isEmpty {}
      hasBroken.store(true, ordering: .relaxed)
      body()
    }
    thread.name = "launch tie"
    thread.start()
  }
}
