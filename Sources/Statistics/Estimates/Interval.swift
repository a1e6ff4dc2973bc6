/// The two ends of an interval.
public struct Interval: Hashable, Sendable {
  /// The lower end.
  public let low: Double
  /// The upper end.
  public let high: Double

  /// The interval between two numbers.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Whether a number lies between the two ends, or is one of them.
  public func has(_ value: Double) -> Bool { low <= value && value <= high }
}
