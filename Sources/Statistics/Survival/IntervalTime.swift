internal import RealModule

/// A time that is known to lie in an interval: `(lower, upper]`.
///
/// Where both ends are one, it was observed exactly. Without an upper end it is censored; from 0, all
/// that is known is that it is not later than the upper end.
public struct IntervalTime: Hashable, Sendable {
  /// The last time at which it had not happened, from 0.
  public let lower: Double
  /// The first at which it had; infinite if it is censored.
  public let upper: Double

  /// A time between two others.
  ///
  /// - Precondition: `0 <= lower <= upper`, and `upper` is above 0.
  public init(after lower: Double, upTo upper: Double) {
    precondition(0 <= lower && lower <= upper && upper > 0, "(\(lower), \(upper)] is no interval")
    self.lower = lower
    self.upper = upper
  }

  /// A time that was observed, or that is censored.
  public init(_ time: SurvivalTime) {
    self.init(after: time.time, upTo: time.isEvent ? time.time : .infinity)
  }

  /// Whether it has an upper end.
  public var isEvent: Bool { upper.isFinite }

  /// Whether nothing is known of it.
  public var isUnknown: Bool { lower == 0 && !upper.isFinite }

  /// The logarithms of both ends, less an offset.
  func logarithms(less offset: Double) -> (low: Double, high: Double) {
    (Double.log(lower) - offset, Double.log(upper) - offset)
  }
}
