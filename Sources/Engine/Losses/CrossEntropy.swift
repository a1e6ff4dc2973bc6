/// Softmax cross-entropy, in nats, averaged over the batch.
public struct CrossEntropy: Loss {
  static let kind = "cross-entropy"

  /// In which order the same mathematics is computed.
  public enum Arithmetic: String, ConfigurationChoice {
    /// `softmax(z)ₜ − 1`, as in PyTorch: cancels to zero once the target's probability rounds to
    /// one ("softmax collapse": Prieto et al. 2025, arXiv:2501.04697).
    case standard
    /// `−Σ_{j≠t} softmax(z)ⱼ`, which keeps its digits.
    case stable
  }

  /// The order of computation.
  public var arithmetic = Arithmetic.standard

  /// PyTorch's arithmetic.
  public init() {}

  /// The keys of `cross-entropy`.
  public static let fields: [Field<Self>] = [Field("arithmetic", \.arithmetic)]
}

extension CrossEntropy {
  func measure(_ block: LogitBlock<Float>) -> PassResult {
    block.measured(by: SoftmaxCrossEntropy(keepsDigits: arithmetic == .stable))
  }

  func measure(_ block: LogitBlock<Double>) -> PassResult {
    block.measured(by: SoftmaxCrossEntropy(keepsDigits: arithmetic == .stable))
  }
}
