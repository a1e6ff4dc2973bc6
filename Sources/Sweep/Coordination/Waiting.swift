import Foundation

/// Time as the loops see it; tests put their own in its place.
struct LoopClock: Sendable {
  /// Seconds since some moment, never running backwards.
  let now: @Sendable () -> Double
  /// Seconds since 1970.
  let date: @Sendable () -> Double
  /// Waits for so many seconds without using the processor.
  let sleep: @Sendable (Double) -> Void

  /// The time of this machine.
  static let system = LoopClock(
    now: { ProcessInfo.processInfo.systemUptime },
    date: { Date().timeIntervalSince1970 },
    sleep: { usleep(UInt32($0 * 1e6)) })
}

/// How long to sleep between two looks for a message.
///
/// A rank that waits inside MPI uses a whole core, since Open MPI polls without sleeping. Sleeping
/// from 50 µs, and twice as long each time up to 5 ms, costs under 1 % of a core while nothing
/// arrives and answers fast while messages come and go.
struct Backoff {
  private static let shortest = 50e-6
  private static let longest = 5e-3

  private let clock: LoopClock
  private var seconds = shortest

  init(clock: LoopClock) { self.clock = clock }

  /// Sleeps, for longer the more often nothing has happened.
  mutating func pause() {
    clock.sleep(seconds)
    seconds = min(2 * seconds, Self.longest)
  }

  /// Call when something has happened.
  mutating func reset() { seconds = Self.shortest }
}
