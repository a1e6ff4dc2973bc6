/// The mean time up to a limit, `∫₀^τ S(t) dt` (Royston & Parmar 2013), with an interval.
///
/// Without censoring, and up to the largest time, that is the plain mean. Means of several groups can be
/// compared if they have one τ, up to which all are watched (``KaplanMeier/watchedUntil``). With `A_i`
/// the area under `S` from the i-th event to τ,
/// ```
/// Var = m/(m − 1) Σ A_i² dᵢ / (rᵢ (rᵢ − dᵢ))        m events before τ or at it
/// ```
/// and the interval is Student's with m − 1 degrees of freedom: the usual one of a mean if nothing
/// is censored. It needs three events.
public struct RestrictedMean: Hashable, Sendable {
  /// τ.
  public let limit: Double
  /// The mean.
  public let mean: Double
  /// The 95 % interval.
  public let interval: Interval?

  /// Takes the mean under a curve up to a limit, by default the largest time known of the subjects; `nil` if
  /// no time of it is known.
  public init?(_ curve: KaplanMeier, upTo common: Double? = nil) {
    guard let last = common ?? curve.lastTime, last > 0, curve.lastTime != nil else { return nil }
    limit = last
    let steps = curve.steps.prefix { $0.time <= last }
    var areas: [Double] = []
    var area = 0.0
    for (index, step) in steps.enumerated().reversed() {
      let end = index + 1 < steps.count ? steps[index + 1].time : last
      area += step.survival * (end - step.time)
      areas.append(area)
    }
    mean = area + (steps.first?.time ?? last)
    let events = steps.reduce(0) { $0 + $1.events }
    let variance = zip(steps, areas.reversed()).reduce(0.0) { sum, pair in
      let (step, area) = pair
      guard area > 0, step.atRisk > step.events else { return sum }
      return sum + area * area * Double(step.events)
        / (Double(step.atRisk) * Double(step.atRisk - step.events))
    }
    guard events > 2, variance > 0 else {
      interval = nil
      return
    }
    let error = (variance * Double(events) / Double(events - 1)).squareRoot()
    let reach = StudentT(degreesOfFreedom: events - 1).quantile(0.975) * error
    // Where subjects outlast τ, no mean up to τ exceeds it.
    let outlasts = (steps.last?.survival ?? 1) > 0
    interval = Interval(
      low: mean - reach, high: outlasts ? min(last, mean + reach) : mean + reach)
  }
}
