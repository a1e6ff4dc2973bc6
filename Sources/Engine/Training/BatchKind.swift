/// Which training samples a step sees.
///
/// An epoch is a pass over the training set in batches of one size; its last batch is shorter
/// where the size does not divide the set, as with PyTorch's loader, and is not dropped.
public enum BatchKind: ConfigurationVariant {
  /// All of them.
  case full
  /// A batch without replacement, in an order drawn anew for each epoch.
  case shuffled(MiniBatch)
  /// A batch without replacement, in an order drawn once: every epoch repeats the same batches.
  case fixed(MiniBatch)
  /// A batch whose samples are drawn independently of each other and of other batches.
  case withReplacement(MiniBatch)

  /// One entry for each rule.
  public static let variants: [Variant<Self>] = [
    Variant("full", { (_: FullBatch) in Self.full }, { $0 == .full ? FullBatch() : nil }),
    Variant("shuffled", Self.shuffled) {
      if case .shuffled(let batch) = $0 { batch } else { nil }
    },
    Variant("fixed", Self.fixed) { if case .fixed(let batch) = $0 { batch } else { nil } },
    Variant("with-replacement", Self.withReplacement) {
      if case .withReplacement(let batch) = $0 { batch } else { nil }
    },
  ]

  /// The number of samples that a step sees of a training set.
  func size(of train: Int) -> Int {
    switch self {
    case .full: train
    case .shuffled(let batch), .fixed(let batch): min(batch.size, train)
    case .withReplacement(let batch): batch.size
    }
  }

  /// The word `full`, or a mapping with a `kind`.
  public var node: ConfigurationNode {
    if self == .full { return ConfigurationNode(.text("full")) }
    return mapping
  }
}

/// The size of a batch.
public struct MiniBatch: Configurable {
  /// The number of samples; more than there are mean all, except with replacement.
  public var size = 512

  /// A batch of 512.
  public init() {}

  /// The keys of a mini-batch.
  public static let fields: [Field<Self>] = [
    Field("size", \.size, required: true, allowed: .count())
  ]
}

/// A batch of all training samples, which has no constants.
public struct FullBatch: Configurable {
  /// All samples.
  public init() {}

  /// No keys.
  public static let fields: [Field<Self>] = []
}
