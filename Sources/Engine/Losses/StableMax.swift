/// Cross-entropy with StableMax in place of softmax, in nats, averaged over the batch.
///
/// Prieto et al. 2025, arXiv:2501.04697:
/// ```
/// s(x) = x + 1 for x ≥ 0, 1 / (1 − x) for x < 0
/// L = −(1/N) Σᵢ log (s(zᵢₜ) / Σⱼ s(zᵢⱼ))
/// ```
/// Their code computes it in float64 and adds 10⁻³⁰ to `1 − x`, which changes no number; here it is
/// computed in the trial's precision, in a form that cancels nothing.
public struct StableMax: Loss {
  static let kind = "stablemax"

  /// There is nothing to choose.
  public init() {}

  /// No keys.
  public static let fields: [Field<Self>] = []
}

extension StableMax {
  func measure(_ block: LogitBlock<Float>) -> PassResult {
    block.measured(by: StableMaxCrossEntropy())
  }

  func measure(_ block: LogitBlock<Double>) -> PassResult {
    block.measured(by: StableMaxCrossEntropy())
  }
}
