/// The median of numbers of which each is known to lie in an interval, either end of which may be
/// infinite.
///
/// The k-th smallest number is not below the k-th smallest lower end and not above the k-th smallest
/// upper end. The median of the numbers is therefore only known to lie between the medians of the ends,
/// and the 95 % interval reaches from the lower end of the lower ends' interval to the upper end of the
/// upper ends' (those of ``CensoredMedian``): it covers at least as often as if the numbers were known.
public struct IntervalMedian: Hashable, Sendable {
  /// How many numbers there are.
  public let count: Int
  /// Between what their median lies; `nil` if there are none.
  public let bounds: Interval?
  /// The 95 % interval; `nil` below six numbers.
  public let interval: Interval?

  /// Takes numbers by their lower and upper ends.
  public init(_ numbers: [(low: Double, high: Double)]) {
    count = numbers.count
    guard count > 0 else {
      (bounds, interval) = (nil, nil)
      return
    }
    let (lows, highs) = (numbers.map(\.low).sorted(), numbers.map(\.high).sorted())
    bounds = Interval(low: Self.median(lows), high: Self.median(highs))
    let rank = CensoredMedian.lowerRank(count: count)
    guard rank > 0 else {
      interval = nil
      return
    }
    let inward = CensoredMedian.inwardShare(count: count, rank: rank)
    func end(_ outer: Double, _ inner: Double) -> Double {
      outer.isFinite && inner.isFinite ? outer + inward * (inner - outer) : outer
    }
    interval = Interval(
      low: end(lows[rank - 1], lows[rank]), high: end(highs[count - rank], highs[count - rank - 1]))
  }

  private static func median(_ sorted: [Double]) -> Double {
    let (low, high) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
    return low.isFinite && high.isFinite ? low + (high - low) / 2 : (low.isFinite ? high : low)
  }
}
