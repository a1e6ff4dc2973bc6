/// The hinge loss, averaged over the batch.
///
/// ```
/// L = (1/N) Σᵢ max(0, C − zᵢₜ + max_{j≠t} zᵢⱼ)            rival
///   = (1/N) Σᵢ (1/K) Σ_{j≠t} max(0, C − zᵢₜ + zᵢⱼ)        all
/// ```
/// `rival` is that of Crammer & Singer 2001, JMLR 2:265. With two classes it is the binary form
/// `max(0, C − y f)` of parity studies, for `y = ±1` and `f = z₁ − z₀`; one that trains a single
/// output f has half the output weights. `all` is that of Weston & Watkins 1999, ESANN, divided by
/// K as in `torch.nn.MultiMarginLoss`.
///
/// Saheb Pasand & Dohmatob 2025, arXiv:2510.04930, state the hinge for parity; the function of that name
/// in their code returns `(f − y)²`.
public struct Hinge: Loss {
  static let kind = "hinge"

  /// Which other logits the target's must exceed by the margin.
  public enum Rivals: String, ConfigurationChoice {
    /// The largest.
    case rival
    /// Every one.
    case all
  }

  /// The margin, C.
  public var margin = 1.0
  /// Which other logits count.
  public var against = Rivals.rival

  /// A margin of 1 to the largest other logit.
  public init() {}

  /// The keys of `hinge`.
  public static let fields: [Field<Self>] = [
    Field("margin", \.margin, allowed: .positive),
    Field("against", \.against),
  ]
}

extension Hinge {
  func measure(_ block: LogitBlock<Float>) -> PassResult { measured(block) }

  func measure(_ block: LogitBlock<Double>) -> PassResult { measured(block) }

  @inline(__always)
  private func measured<S: Scalar>(_ block: LogitBlock<S>) -> PassResult {
    switch against {
    case .rival: block.measured(by: RivalHinge(margin: S(margin)))
    case .all:
      block.measured(by: SummedHinge(margin: S(margin), classes: S(block.logits.columns)))
    }
  }
}
