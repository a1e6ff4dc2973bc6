/// A time, or the knowledge that it is larger than what was looked at.
public enum CensoredValue: Hashable, Sendable {
  /// The number.
  case known(Double)
  /// Later than the given time, or with `nil` than some time that nobody knows.
  case later(than: Double?)

  /// The number, if it is one.
  public var number: Double? {
    if case .known(let value) = self { value } else { nil }
  }
}

/// The two ends of an interval, either of which may be open.
public struct CensoredInterval: Hashable, Sendable {
  /// The lower end.
  public let low: CensoredValue
  /// The upper end.
  public let high: CensoredValue
}
