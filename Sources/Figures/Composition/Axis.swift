/// An axis, or the colours of cells: what is shown, and how.
public struct Axis: Hashable, Sendable {
  /// What is shown.
  public var title: String
  /// Its unit; empty for a plain number.
  public var unit: String
  /// How values are placed.
  public var kind: ScaleKind
  /// What is shown of it, or `nil` for all there is; values outside are cut off.
  public var domain: ClosedRange<Double>?

  /// An axis.
  public init(
    _ title: String, unit: String = "", _ kind: ScaleKind = .linear,
    domain: ClosedRange<Double>? = nil
  ) {
    (self.title, self.unit, self.kind, self.domain) = (title, unit, kind, domain)
  }

  /// The title with its unit.
  var fullTitle: String { PlainText(unit.isEmpty ? title : "\(title) (\(unit))").string }

  /// The scale over the domain, or over what there is, with a margin.
  func scale(_ extent: Extent, padding: Double, from start: Double, to end: Double) -> Scale {
    var fixed = Extent(kind)
    if let domain {
      fixed.include(domain.lowerBound)
      fixed.include(domain.upperBound)
    }
    return Scale(
      kind, over: fixed.range ?? extent.range,
      padding: fixed.range == nil ? padding : min(padding, 0.02),
      from: start, to: end)
  }
}
