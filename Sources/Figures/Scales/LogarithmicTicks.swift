extension Ticks {
  /// Decades if there are three; else 1, 2 and 5 of each; else round numbers of the narrow domain.
  static func logarithmic(_ scale: Scale, atMost most: Int) -> Ticks {
    let first = Int((scale.low - 1e-9).rounded(.up))
    let last = Int((scale.high + 1e-9).rounded(.down))
    let minor = minor(scale, from: first - 1, to: last)
    let inner = within(scale, [1, 2, 5], from: first - 1, to: last)
    if last - first < 2, (2...most).contains(inner.count) {
      return Ticks(major: inner.map(Tick.init), minor: minor)
    }
    if last > first {
      let pace = (last - first) / most + 1
      let decades = stride(from: first, through: last, by: pace).map {
        Tick(DecimalNumber(coefficient: 1, exponent: $0).value, decade($0, from: first, to: last))
      }
      return Ticks(major: decades, minor: pace == 1 ? minor : [])
    }
    let (low, high) = (scale.kind.restored(scale.low), scale.kind.restored(scale.high))
    return Ticks(major: linear(from: low, to: high, atMost: most), minor: [])
  }

  /// Decades are written out where all are near 1.
  private static func decade(_ exponent: Int, from first: Int, to last: Int) -> String {
    first >= -2 && last <= 2
      ? DecimalNumber(coefficient: 1, exponent: exponent).label : DecimalNumber.power(exponent)
  }

  private static func within(_ scale: Scale, _ digits: [Int], from first: Int, to last: Int)
    -> [DecimalNumber]
  {
    guard last - first < 12 else { return [] }
    return (first...last).flatMap { exponent in
      digits.map { DecimalNumber(coefficient: $0, exponent: exponent) }
    }.filter { scale.contains($0.value) }
  }

  private static func minor(_ scale: Scale, from first: Int, to last: Int) -> [Tick] {
    within(scale, Array(1...9), from: first, to: last).map { Tick($0.value) }
  }
}
