/// A time that was observed, or that is known to be larger than what was looked at.
public struct SurvivalTime: Hashable, Sendable {
  /// The time, in any unit; where it is censored, its bound, which may be infinite.
  public let time: Double
  /// Whether it was observed, and not censored.
  public let isEvent: Bool

  /// A time.
  public init(_ time: Double, isEvent: Bool) {
    self.time = time
    self.isEvent = isEvent
  }
}
