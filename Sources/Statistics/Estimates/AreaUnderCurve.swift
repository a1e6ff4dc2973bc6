/// The area under the receiver operating characteristic: the share of pairs of a case and a control in
/// which the case has the larger value, ties counted as half (Bamber 1975).
public struct AreaUnderCurve: Hashable, Sendable {
  /// How many cases there were.
  public let cases: Int
  /// How many controls.
  public let controls: Int
  /// The area, from 0 to 1; `nil` without a case or without a control.
  public let value: Double?

  /// Compares cases with controls, by finite values.
  public init(cases: [Double], controls: [Double]) {
    self.cases = cases.count
    self.controls = controls.count
    guard !cases.isEmpty, !controls.isEmpty else {
      value = nil
      return
    }
    let sorted = controls.sorted()
    let wins = cases.reduce(0.0) { wins, value in
      let below = sorted.partitioningIndex { $0 >= value }
      let notAbove = sorted.partitioningIndex { $0 > value }
      return wins + Double(below) + Double(notAbove - below) / 2
    }
    value = wins / (Double(cases.count) * Double(controls.count))
  }

  /// The 95 % interval of Newcombe 2006, Statistics in Medicine 25:559, method 5.
  ///
  /// It has all areas θ with
  /// ```
  /// (value − θ)² ≤ z² V(θ)
  /// V(θ) = θ(1 − θ) (1 + N (1 − θ)/(2 − θ) + N θ/(1 + θ)) / (m n),   N = (m + n)/2 − 1
  /// ```
  /// which is the variance of Hanley & McNeil 1982 at θ itself. Unlike theirs at the estimate it has a
  /// width where all cases lie above all controls.
  public var interval: Interval? {
    guard let value else { return nil }
    return Interval(
      low: value == 0 ? 0 : root(between: 0, and: value, from: value),
      high: value == 1 ? 1 : root(between: 1, and: value, from: value))
  }

  /// The end of the interval that lies between an outer area and the estimate.
  private func root(between outer: Double, and inner: Double, from value: Double) -> Double {
    var (outer, inner) = (outer, inner)
    // Each halving gives a bit; the areas have 53.
    for _ in 0..<60 {
      let middle = (outer + inner) / 2
      let distance = value - middle
      let z = NormalDistribution.twoSided95
      if distance * distance > z * z * variance(at: middle) {
        outer = middle
      } else {
        inner = middle
      }
    }
    return (outer + inner) / 2
  }

  private func variance(at area: Double) -> Double {
    let (m, n) = (Double(cases), Double(controls))
    let number = (m + n) / 2 - 1
    return area * (1 - area)
      * (1 + number * (1 - area) / (2 - area) + number * area / (1 + area)) / (m * n)
  }
}

extension [Double] {
  /// The first position from which on a condition holds, which must hold for all after it.
  fileprivate func partitioningIndex(where holds: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
