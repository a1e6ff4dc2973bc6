internal import RealModule

/// How the learning rate changes along training: a factor on η for each step.
///
/// At step t of a budget of T, with n steps of warm-up:
/// ```
/// f(t) = t / n                                        for t ≤ n
///      = ½ (1 + cos(π (t − 1 − n) / (T − n)))         after, if `cosine`
///      = 1                                            after, if not
/// ```
/// The first step has rate η/n. Power et al. 2022, arXiv:2201.02177, and Nanda et al. 2023,
/// arXiv:2301.05217, warm up over 10 steps; code that counts from 0 takes a first step of rate 0
/// and lags by one. Without warm-up the cosine is `CosineAnnealingLR(T_max: T)` of PyTorch
/// (Loshchilov & Hutter 2017, arXiv:1608.03983, Equation 5 without restarts).
///
/// Decoupled decay shrinks with the rate, as in `torch.optim.AdamW`.
public struct Schedule: Configurable {
  /// The number of steps over which the rate rises, n.
  public var warmUp = 0
  /// Whether the rate falls to 0 at the end of the budget.
  public var cosine = false

  /// A constant rate.
  public init() {}

  /// The keys of `schedule`.
  public static let fields: [Field<Self>] = [
    Field("warm_up", \.warmUp, allowed: .steps(from: 0)),
    Field("cosine", \.cosine),
  ]
}

extension Schedule {
  /// The factor on η at a step, counted from 1; 1 exactly where nothing is scheduled.
  func factor(step: Int, budget: Int) -> Double {
    if step <= warmUp { return Double(step) / Double(warmUp) }
    guard cosine else { return 1 }
    let progress = Double(step - 1 - warmUp) / Double(max(budget - warmUp, 1))
    return 0.5 * (1 + Double.cos(Double.pi * progress))
  }
}
