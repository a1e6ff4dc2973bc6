/// Times of one cluster: they share their predictors, and what a law misses of them.
public struct Cluster: Hashable, Sendable {
  /// The group that has its own constant.
  public let group: Int
  /// The predictors.
  public let predictors: [Double]
  /// The times.
  public let times: [IntervalTime]
  /// A part of the logarithm of its times that is known and not fitted.
  public let offset: Double

  /// Puts a cluster together.
  public init(group: Int, predictors: [Double], times: [IntervalTime], offset: Double = 0) {
    self.group = group
    self.predictors = predictors
    self.times = times
    self.offset = offset
  }

  /// Whether one of its times has an upper end.
  var hasEvent: Bool { times.contains(where: \.isEvent) }
}
