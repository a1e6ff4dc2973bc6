internal import RealModule

/// The distribution of the noise of an accelerated failure time model.
public enum SurvivalFamily: String, Hashable, Sendable, CaseIterable {
  /// `ln T` is normal.
  case logNormal = "log-normal"
  /// `T` is Weibull: `ln T` has the noise of a smallest value.
  case weibull = "Weibull"

  /// `ln f(z)` of an event or `ln S(z)` of a censored time, with its first two derivatives.
  func terms(_ z: Double, isEvent: Bool) -> (value: Double, first: Double, second: Double) {
    switch (self, isEvent) {
    case (.logNormal, true): return (NormalDistribution.logDensity(z), -z, -1)
    case (.logNormal, false):
      let hazard = NormalDistribution.hazard(z)
      return (NormalDistribution.logSurvival(z), -hazard, -hazard * (hazard - z))
    case (.weibull, let isEvent):
      let power = Double.exp(z)
      return isEvent ? (z - power, 1 - power, -power) : (-power, -power, -power)
    }
  }
}
