/// Any loss.
public struct LossKind: Choice {
  let loss: any Loss

  /// Chooses a loss.
  init(_ loss: any Loss) { self.loss = loss }

  /// All losses, one entry each.
  public static let variants: [Variant<Self>] = [
    entry(CrossEntropy.self),
    entry(MeanSquaredError.self),
    entry(Hinge.self),
    entry(StableMax.self),
  ]

  private static func entry<L: Loss>(_: L.Type) -> Variant<Self> {
    Variant(L.kind, { (loss: L) in Self(loss) }, { $0.loss as? L })
  }

  /// The loss.
  public var chosen: any Configurable { loss }
}
