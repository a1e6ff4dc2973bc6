public import Statistics

/// How often an interval has the truth, over simulated data sets.
public struct Coverage: Sendable {
  /// How many data sets there were.
  public let sets: Int
  /// How many of them gave an interval.
  public let made: Int
  /// The share of the intervals that have the truth.
  public let share: Double

  /// Simulates data sets; `covers` is `nil` where one gives no interval.
  public init(_ name: String, sets: Int, _ covers: (inout Noise) -> Bool?) {
    var noise = Noise(seed: 77)
    var (covered, made) = (0, 0)
    for _ in 0..<sets {
      if let result = covers(&noise) {
        made += 1
        covered += result ? 1 : 0
      }
    }
    self.sets = sets
    self.made = made
    share = Double(covered) / Double(max(1, made))
    print("coverage of \(name): \(100 * share) % of \(made) intervals, \(sets) data sets")
  }

  /// Whether nine of ten sets gave an interval, and 92 to 98 % of these have the truth, by two
  /// standard errors of the simulation at most outside.
  public var isNominal: Bool {
    let error = 2 * (0.95 * 0.05 / Double(max(1, made))).squareRoot()
    return made >= sets * 9 / 10 && share > 0.92 - error && share < 0.98 + error
  }
}

extension CensoredInterval {
  /// Whether a value lies in the interval, an open end of which reaches to infinity.
  public func has(_ value: Double) -> Bool {
    (low.number ?? .infinity) <= value && value <= (high.number ?? .infinity)
  }
}
