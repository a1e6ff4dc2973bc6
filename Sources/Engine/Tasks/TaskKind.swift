/// What a network has to learn.
public enum TaskKind: ConfigurationVariant {
  /// A table of a binary operation over the integers modulo p.
  case modular(ModularArithmetic)

  /// One entry for each task.
  public static let variants: [Variant<Self>] = [
    Variant("modular", Self.modular) { if case .modular(let task) = $0 { task } else { nil } }
  ]

  /// The number of samples, training and test together.
  public var sampleCount: Int {
    switch self {
    case .modular(let task): task.sampleCount
    }
  }

  func samples() -> Samples {
    switch self {
    case .modular(let task): task.samples()
    }
  }
}
