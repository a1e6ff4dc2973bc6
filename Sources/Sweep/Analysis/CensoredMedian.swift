/// A number of steps, or the knowledge that it is larger than what was looked at.
enum CensoredValue: Hashable, Sendable {
  /// The number.
  case known(Double)
  /// Later than every number; censored trials of the sample are known to lie beyond `bound`, if
  /// any of them was censored rather than diverged or undefined.
  case later(than: Int?)

  /// The number, if it is one.
  var number: Double? {
    if case .known(let value) = self { value } else { nil }
  }
}

/// The median of milestones, some of which may be censored, with an interval.
///
/// Censored milestones count as later than every number. The median is then known as long as the
/// middle of the sorted sample is: the midpoint of the two middle values if the count is even.
///
/// The 95 % interval is distribution-free (Thompson 1936; David & Nagaraja 2003, §7.1): between
/// the l-th and the (n + 1 − l)-th of the sorted milestones, with the largest l for which
/// ```
/// P(Bin(n, 1/2) < l) ≤ 0.025
/// ```
/// It covers the median of any continuous distribution with at least 95 %, and exists from n = 6.
/// It needs no number at the ends: one that falls on a censored milestone is open. This treats all
/// milestones of a cell as censored at its one budget, as they are unless a trial stopped early.
struct CensoredMedian: Hashable, Sendable {
  /// The two ends of the interval.
  struct Ends: Hashable, Sendable {
    /// The lower end.
    let low: CensoredValue
    /// The upper end.
    let high: CensoredValue
  }

  /// How many milestones there were, censored ones included.
  let count: Int
  /// The median; `nil` if there was no milestone at all.
  let median: CensoredValue?
  /// The 95 % interval; `nil` below six milestones.
  let interval: Ends?

  /// Takes the median of milestones; one that is `nil` is undefined, and later than every number.
  init(_ milestones: [Milestone?]) {
    let known = milestones.compactMap { $0?.step }.sorted()
    let bound = milestones.compactMap { milestone -> Int? in
      if case .censored(let step) = milestone { step } else { nil }
    }.min()
    func value(_ rank: Int) -> CensoredValue {
      rank < known.count ? .known(Double(known[rank])) : .later(than: bound)
    }

    count = milestones.count
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
    interval =
      rank == 0 ? nil : Ends(low: value(rank - 1), high: value(count - rank))
  }

  /// l, counted from 1: the largest rank with `P(Bin(n, 1/2) < l) ≤ 0.025`, or 0 if there is none.
  ///
  /// The binomial weights are summed relative to the largest, so that no n overflows or vanishes.
  static func lowerRank(count: Int) -> Int {
    guard count > 0 else { return 0 }
    var weights = [Double](repeating: 1, count: count + 1)
    for k in stride(from: count / 2, to: 0, by: -1) {
      weights[k - 1] = weights[k] * Double(k) / Double(count - k + 1)
    }
    for k in count / 2..<count {
      weights[k + 1] = weights[k] * Double(count - k) / Double(k + 1)
    }
    let limit = 0.025 * weights.reduce(0, +)
    var (rank, tail) = (0, weights[0])
    while tail <= limit {
      rank += 1
      tail += weights[rank]
    }
    return rank
  }
}
