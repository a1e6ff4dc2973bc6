import Foundation
import Synchronization

/// What the parent of a launcher has been sent; ``JobEnding`` decides what becomes of it.
///
/// The first signal asks to put aside what is in training, whichever it is. Each further SIGTERM or
/// SIGINT asks for more.
enum PassedSignals {
  private static let requests = Atomic(0)
  private static let hasInterrupt = Atomic(false)

  /// How often something was asked for.
  static var count: Int { requests.load(ordering: .relaxed) }

  /// Whether somebody at a terminal has asked.
  static var isInterrupted: Bool { hasInterrupt.load(ordering: .relaxed) }

  /// Notes the signals from now on.
  static func install() {
    // A static is initialized at its first use, which must not be inside a handler.
    _ = (count, isInterrupted)
    for number in [SIGUSR1, SIGTERM, SIGINT] + hangup {
      signal(number) { number in
        if number == SIGINT { PassedSignals.hasInterrupt.store(true, ordering: .relaxed) }
        // A repeated SIGUSR1 asks for nothing new, and a terminal goes only once.
        let isFirst = PassedSignals.requests.compareExchange(
          expected: 0, desired: 1, ordering: .relaxed)
        if !isFirst.exchanged, number == SIGTERM || number == SIGINT {
          PassedSignals.requests.add(1, ordering: .relaxed)
        }
      }
    }
  }
}
