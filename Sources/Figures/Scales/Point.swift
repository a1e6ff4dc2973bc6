/// A point by its values.
public struct Point: Hashable, Sendable {
  /// On the horizontal axis.
  public var x: Double
  /// On the vertical axis.
  public var y: Double

  /// A point.
  public init(_ x: Double, _ y: Double) {
    (self.x, self.y) = (x, y)
  }
}
