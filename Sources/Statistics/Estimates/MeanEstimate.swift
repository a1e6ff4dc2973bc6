/// The mean of a few numbers, with an interval for the mean behind them.
public struct MeanEstimate: Hashable, Sendable {
  /// How many numbers there were.
  public let count: Int
  /// Their mean; `nil` if there were none.
  public let mean: Double?
  /// The 95 % interval `mean ± t s/√n` (Student 1908); `nil` below two numbers.
  public let interval: Interval?

  /// Takes the mean of some finite numbers.
  public init(_ values: [Double]) {
    count = values.count
    guard count > 0 else {
      (mean, interval) = (nil, nil)
      return
    }
    let center = values.reduce(0, +) / Double(count)
    mean = center
    guard count > 1 else {
      interval = nil
      return
    }
    let squares = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    let error = (squares / Double(count - 1) / Double(count)).squareRoot()
    let reach = StudentT(degreesOfFreedom: count - 1).quantile(0.975) * error
    interval = Interval(low: center - reach, high: center + reach)
  }
}
