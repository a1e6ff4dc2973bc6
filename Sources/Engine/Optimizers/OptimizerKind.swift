/// Any update rule.
public struct OptimizerKind: Choice {
  let rule: any UpdateRule

  /// Chooses a rule.
  init(_ rule: any UpdateRule) { self.rule = rule }

  /// All rules, one entry each.
  public static let variants: [Variant<Self>] = [
    entry(Adam.self),
    entry(AdamW.self),
    entry(SGD.self),
  ]

  private static func entry<R: UpdateRule>(_: R.Type) -> Variant<Self> {
    Variant(R.kind, { (rule: R) in Self(rule) }, { $0.rule as? R })
  }

  /// The rule.
  public var chosen: any Configurable { rule }

  /// The rule with its default constants.
  var plain: OptimizerKind {
    func plain<R: UpdateRule>(_: R) -> OptimizerKind { OptimizerKind(R()) }
    return plain(rule)
  }
}
