/// A mark with its style.
public struct Layer: Hashable, Sendable {
  /// What is drawn.
  public var mark: Mark
  /// How.
  public var style: Style
  /// Its name in the legend, which layers may share; empty for none.
  public var label: String

  /// A mark with its style and name.
  public init(_ mark: Mark, _ style: Style = Style(), label: String = "") {
    (self.mark, self.style, self.label) = (mark, style, label)
  }
}

/// One of a figure's coordinate systems.
public struct Panel: Hashable, Sendable {
  /// What is particular about it; empty for a figure of one panel.
  public var title: String
  /// A vertical axis of its own; `nil` for that of the figure.
  public var y: Axis?
  /// What is drawn, from the back to the front.
  public var layers: [Layer]
  /// Numbers below it.
  public var table: Table?

  /// A panel.
  public init(_ title: String = "", y: Axis? = nil, layers: [Layer], table: Table? = nil) {
    (self.title, self.y, self.layers, self.table) = (title, y, layers, table)
  }

  /// Takes in all that is to be seen.
  func stretch(_ extents: inout Extents) {
    for layer in layers { layer.mark.drawable.stretch(&extents) }
  }
}
