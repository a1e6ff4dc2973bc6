/// The mean time up to a limit, `∫₀^τ S(t) dt` (Royston & Parmar 2013), with an interval.
///
/// τ is the largest time known of the subjects. Without censoring that is the plain mean. With `A_i`
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

  /// Takes the mean under a curve; `nil` if no time of it is known.
  public init?(_ curve: KaplanMeier) {
    guard let last = curve.lastTime, last > 0 else { return nil }
    limit = last
    var areas: [Double] = []
    var area = 0.0
    for (index, step) in curve.steps.enumerated().reversed() {
      let end = index + 1 < curve.steps.count ? curve.steps[index + 1].time : last
      area += step.survival * (end - step.time)
      areas.append(area)
    }
    mean = area + (curve.steps.first?.time ?? last)
    let events = curve.steps.reduce(0) { $0 + $1.events }
    let variance = zip(curve.steps, areas.reversed()).reduce(0.0) { sum, pair in
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
    let outlasts = (curve.steps.last?.survival ?? 1) > 0
    interval = Interval(
      low: mean - reach, high: outlasts ? min(last, mean + reach) : mean + reach)
  }
}
