/// The smallest and largest place of some values on an axis.
struct Extent: Hashable, Sendable {
  /// How the axis places them.
  let kind: ScaleKind
  /// The places; `nil` before there is one.
  private(set) var range: ClosedRange<Double>?

  /// Nothing yet.
  init(_ kind: ScaleKind) { self.kind = kind }

  /// Takes a value in, if it has a place.
  mutating func include(_ value: Double) {
    guard let place = kind.transformed(value) else { return }
    range = range.map { min($0.lowerBound, place)...max($0.upperBound, place) } ?? place...place
  }
}

/// The extents of all axes of a panel.
struct Extents: Hashable, Sendable {
  /// Those of its two axes and of the colours of its cells.
  var x, y, color: Extent

  /// Takes a point in, if it has a place on both axes.
  mutating func include(_ point: Point) {
    guard x.kind.transformed(point.x) != nil, y.kind.transformed(point.y) != nil else { return }
    x.include(point.x)
    y.include(point.y)
  }
}
