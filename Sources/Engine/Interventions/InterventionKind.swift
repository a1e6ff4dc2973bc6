/// Any intervention.
public struct InterventionKind: Choice {
  let intervention: any InterventionConfiguration

  /// Chooses an intervention.
  init(_ intervention: any InterventionConfiguration) { self.intervention = intervention }

  /// All interventions, one entry each.
  public static let variants: [Variant<Self>] = [
    entry(L2Penalty.self),
    entry(GrokfastEMA.self),
    entry(GrokfastMA.self),
    entry(EGD.self),
    entry(PerpGrad.self),
    entry(Muon.self),
    entry(NormClamp.self),
  ]

  private static func entry<I: InterventionConfiguration>(_: I.Type) -> Variant<Self> {
    Variant(I.kind, { (intervention: I) in Self(intervention) }, { $0.intervention as? I })
  }

  /// The intervention.
  public var chosen: any Configurable { intervention }
}
