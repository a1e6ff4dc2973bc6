/// The squared distance of the logits from the target's one-hot vector, averaged over the batch.
///
/// ```
/// L = (1/N) Σᵢ w Σⱼ (zᵢⱼ − [j = tᵢ])²,   w = 1/K for `mean`, 1 for `sum`
/// ```
/// `mean` is `torch.nn.MSELoss()` on one-hot targets; `sum` divides by the batch alone, and its
/// gradient is K times larger. The learning rates of papers that leave the reduction open, such as
/// Gromov 2023, arXiv:2301.02679, differ by that factor.
public struct MeanSquaredError: Loss {
  static let kind = "mean-squared-error"

  /// How a sample's squared errors become one number.
  public enum Reduction: String, ConfigurationChoice {
    /// Their mean over the classes.
    case mean
    /// Their sum over the classes.
    case sum
  }

  /// How a sample's squared errors become one number.
  public var reduction = Reduction.mean

  /// PyTorch's reduction.
  public init() {}

  /// The keys of `mean-squared-error`.
  public static let fields: [Field<Self>] = [Field("reduction", \.reduction)]
}

extension MeanSquaredError {
  var learnsValues: Bool { true }

  func measure(_ block: LogitBlock<Float>) -> PassResult { measured(block) }

  func measure(_ block: LogitBlock<Double>) -> PassResult { measured(block) }

  @inline(__always)
  private func measured<S: Scalar>(_ block: LogitBlock<S>) -> PassResult {
    let weight = reduction == .mean ? 1 / S(block.logits.columns) : 1
    guard case .values(let values, let tolerance) = block.targets else {
      return block.measured(by: SquaredError(weight: weight))
    }
    return measureValues(
      block.logits, bias: block.bias, values: values, from: block.start, weight: weight,
      tolerance: tolerance, gradient: block.gradient)
  }
}
