import Foundation
import Synchronization

/// The signals by which a job is told to end soon: SIGUSR1 long before, SIGTERM and SIGINT at once.
///
/// Schedulers and mpirun send them to every rank. They are only noted, and looked at between steps.
/// A second SIGTERM or SIGINT ends the process.
enum StopSignals {
  private static let hasArrived = Atomic(false)

  /// Whether one has arrived.
  static var isToldToStop: Bool { hasArrived.load(ordering: .relaxed) }

  /// Notes the signals from now on.
  static func install() {
    // A static is initialized at its first use, which must not be inside a handler.
    _ = isToldToStop
    // Who reads what is printed may be gone.
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGUSR1, SIGTERM, SIGINT] {
      signal(number) { number in
        if StopSignals.hasArrived.exchange(true, ordering: .relaxed), number != SIGUSR1 {
          _exit(128 + number)
        }
      }
    }
  }
}
