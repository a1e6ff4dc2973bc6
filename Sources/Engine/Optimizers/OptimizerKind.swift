/// An update rule.
public enum OptimizerKind: ConfigurationVariant {
  /// Adam with a coupled L2 penalty.
  case adam(Adam)
  /// Adam with decoupled weight decay.
  case adamW(AdamW)
  /// Gradient descent, with momentum if wanted.
  case sgd(SGD)

  /// One entry for each rule.
  public static let variants: [Variant<Self>] = [
    Variant("adam", Self.adam) { if case .adam(let rule) = $0 { rule } else { nil } },
    Variant("adamw", Self.adamW) { if case .adamW(let rule) = $0 { rule } else { nil } },
    Variant("sgd", Self.sgd) { if case .sgd(let rule) = $0 { rule } else { nil } },
  ]

  /// The rule with its default constants.
  var rule: OptimizerKind {
    switch self {
    case .adam: .adam(Adam())
    case .adamW: .adamW(AdamW())
    case .sgd: .sgd(SGD())
    }
  }
}
