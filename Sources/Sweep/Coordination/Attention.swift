/// For how long somebody has been looking for messages.
///
/// Whoever is held up, by a disk, by the scheduler or by a signal, finds on return that everybody
/// has been silent meanwhile. So time counts only as far as it was spent looking: a turn of a loop
/// counts for its length, and for half a second at most. The local health of Lifeguard (Dadgar,
/// Phillips & Currey 2018, arXiv:1707.00788) serves the same end by longer leases.
struct Attention {
  /// The most that one turn counts for, in seconds.
  private static let longestTurn = 0.5

  /// Seconds spent looking.
  private(set) var seconds = 0.0
  private var last: Double

  /// Begins to look.
  init(at now: Double) { last = now }

  /// Call at each look.
  mutating func turn(at now: Double) {
    seconds += min(max(0, now - last), Self.longestTurn)
    last = now
  }
}
