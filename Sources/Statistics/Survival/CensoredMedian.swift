/// The median of times, some of which may be censored, with an interval.
///
/// Censored times count as later than every number. The median is then known as long as the
/// middle of the sorted sample is: the midpoint of the two middle values if the count is even.
///
/// The 95 % interval starts from the distribution-free one (Thompson 1936; David & Nagaraja 2003,
/// §7.1) between the l-th and the (n + 1 − l)-th of the sorted times, with the largest l for
/// which
/// ```
/// P(Bin(n, 1/2) < l) ≤ 0.025
/// ```
/// That covers with `γ_l ≥ 95 %`, at n = 8 with 99.2 %. The next narrower one covers with less, and
/// so the ends lie between the two (Hettmansperger & Sheather 1986):
/// ```
/// I = (γ_l − 0.95) / (γ_l − γ_(l+1))
/// λ = (n − l) I / (l + (n − 2l) I)                 (1 − λ) X_l + λ X_(l+1), and so from above
/// ```
/// It exists from n = 6. An end that falls on a censored time is open. Censored times come in the
/// order of their bounds, after every event; such a value is later than its bound and than the last
/// event.
public struct CensoredMedian: Hashable, Sendable {
  /// How many times there were, censored ones included.
  public let count: Int
  /// The median; `nil` if there was no time at all.
  public let median: CensoredValue?
  /// The 95 % interval; `nil` below six times.
  public let interval: CensoredInterval?

  /// Takes the median of times, of which a censored one may have an infinite bound.
  public init(_ times: [SurvivalTime]) {
    let known = times.filter(\.isEvent).map(\.time).sorted()
    let bounds = times.filter { !$0.isEvent }.map(\.time).sorted()
    let largest = bounds.last(where: \.isFinite)
    func value(_ rank: Int) -> CensoredValue {
      guard rank >= known.count else { return .known(known[rank]) }
      let bound = bounds[rank - known.count]
      return .later(than: (bound.isFinite ? bound : largest).map { max($0, known.last ?? $0) })
    }

    count = times.count
    guard count > 0 else {
      (median, interval) = (nil, nil)
      return
    }
    let (lower, upper) = (value((count - 1) / 2), value(count / 2))
    median =
      if case .known(let low) = lower, case .known(let high) = upper {
        .known(low + (high - low) / 2)
      } else {
        upper
      }
    let rank = Self.lowerRank(count: count)
    guard rank > 0 else {
      interval = nil
      return
    }
    let inward = Self.inwardShare(count: count, rank: rank)
    func end(_ outer: CensoredValue, _ inner: CensoredValue) -> CensoredValue {
      guard case .known(let outer) = outer, case .known(let inner) = inner else { return outer }
      return .known(outer + inward * (inner - outer))
    }
    interval = CensoredInterval(
      low: end(value(rank - 1), value(rank)),
      high: end(value(count - rank), value(count - rank - 1)))
  }

  /// l, counted from 1: the largest rank with `P(Bin(n, 1/2) < l) ≤ 0.025`, or 0 if there is none.
  public static func lowerRank(count: Int) -> Int {
    guard count > 0 else { return 0 }
    let weights = binomialWeights(count)
    var (rank, tail) = (0, weights[0])
    while tail <= 0.025 {
      rank += 1
      tail += weights[rank]
    }
    return rank
  }

  /// λ: how far an end lies from the l-th time towards the next one inward.
  ///
  /// - Precondition: `rank` is ``lowerRank(count:)`` of the count, and positive.
  static func inwardShare(count: Int, rank: Int) -> Double {
    let weights = binomialWeights(count)
    let outside = weights[..<rank].reduce(0, +)
    let share = (0.025 - outside) / weights[rank]
    let (n, l) = (Double(count), Double(rank))
    return (n - l) * share / (l + (n - 2 * l) * share)
  }

  /// `P(Bin(n, 1/2) = k)` for each k.
  ///
  /// They are taken relative to the largest at first, so that no n overflows or vanishes.
  private static func binomialWeights(_ count: Int) -> [Double] {
    var weights = [Double](repeating: 1, count: count + 1)
    for k in stride(from: count / 2, to: 0, by: -1) {
      weights[k - 1] = weights[k] * Double(k) / Double(count - k + 1)
    }
    for k in count / 2..<count {
      weights[k + 1] = weights[k] * Double(count - k) / Double(k + 1)
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }
}
