/// Numbers below a panel, one under each tick of its horizontal axis, such as numbers at risk.
public struct Table: Hashable, Sendable {
  /// The numbers of one series.
  public struct Row: Hashable, Sendable {
    /// The label of its series.
    public var label: String
    /// The style of its series.
    public var style: Style
    /// The number from each x on, in ascending order.
    public var steps: [Point]

    /// The numbers of a series.
    public init(label: String, _ style: Style, steps: [Point]) {
      (self.label, self.style, self.steps) = (label, style, steps)
    }

    /// The number just before a place: that of the last step before it, or the first one.
    func text(at x: Double) -> String {
      guard let value = (steps.last { $0.x < x } ?? steps.first)?.y, value.isFinite else {
        return ""
      }
      return value.rounded() == value && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    }
  }

  /// What the numbers are.
  public var title: String
  /// The series.
  public var rows: [Row]

  /// A table.
  public init(_ title: String, _ rows: [Row]) {
    (self.title, self.rows) = (title, rows)
  }
}
