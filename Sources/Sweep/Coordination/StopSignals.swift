import Foundation
import Synchronization

/// The signals by which a job is told to end soon: SIGUSR1 long before, SIGTERM and SIGINT at once,
/// SIGHUP when its terminal is gone.
///
/// Schedulers and mpirun send them to every rank. They are only noted, and looked at between steps.
/// A second SIGTERM or SIGINT ends the process.
enum StopSignals {
  private static let hasArrived = Atomic(false)

  /// Whether one has arrived.
  static var isToldToStop: Bool { hasArrived.load(ordering: .relaxed) }

  /// Tells this process itself.
  static func tell() { hasArrived.store(true, ordering: .relaxed) }

  /// Notes the signals from now on.
  static func install() {
    // A static is initialized at its first use, which must not be inside a handler.
    _ = isToldToStop
    // Who reads what is printed may be gone.
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGUSR1, SIGTERM, SIGINT] + hangup {
      signal(number) { number in
        let isRepeated = StopSignals.hasArrived.exchange(true, ordering: .relaxed)
        if isRepeated, number == SIGTERM || number == SIGINT { _exit(128 + number) }
      }
    }
  }
}

/// SIGHUP, unless the user has asked to outlive the terminal, as nohup(1) does; to be asked for once.
///
/// What `signal` answers says nothing: libraries that MPICH brings along catch it before this program
/// begins, and then nohup cannot be told either.
var hangup: [Int32] {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let ignored = status.split(separator: "\n").first { $0.hasPrefix("SigIgn:") }
    .flatMap { UInt64($0.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16) }
  return (ignored ?? 0) >> UInt64(SIGHUP - 1) & 1 == 0 ? [SIGHUP] : []
}
