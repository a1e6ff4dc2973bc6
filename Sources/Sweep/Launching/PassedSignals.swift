import Foundation
import Synchronization

/// What a launcher's parent has been sent, and has to pass on.
///
/// The first signal is passed on as SIGUSR1, whichever it is: every launcher hands that one to the
/// ranks and waits, while mpirun kills them a second after a SIGTERM. From the second SIGTERM or
/// SIGINT on, it is SIGTERM.
enum PassedSignals {
  private static let requests = Atomic(0)
  private static let hasDrained = Atomic(false)

  /// Notes the signals from now on.
  static func install() {
    // A static is initialized at its first use, which must not be inside a handler.
    _ = (requests.load(ordering: .relaxed), hasDrained.load(ordering: .relaxed))
    for number in [SIGUSR1, SIGTERM, SIGINT] {
      signal(number) { number in
        // A repeated SIGUSR1 asks for nothing new.
        let isFirst = PassedSignals.requests.compareExchange(
          expected: 0, desired: 1, ordering: .relaxed)
        if !isFirst.exchanged, number != SIGUSR1 {
          PassedSignals.requests.add(1, ordering: .relaxed)
        }
      }
    }
  }

  /// The signals to pass on that were not returned before.
  static func next() -> [Int32] {
    let count = requests.load(ordering: .relaxed)
    guard count > 0 else { return [] }
    if !hasDrained.exchange(true, ordering: .relaxed) { return [SIGUSR1] }
    guard count > 1 else { return [] }
    requests.store(1, ordering: .relaxed)
    return [SIGTERM]
  }
}
