/// Words beside points of a panel.
public struct Texts: Drawable {
  static let name = "texts"

  /// On which side of its point a text stands.
  public enum Side: String, Hashable, Sendable {
    /// Beside it, or above it.
    case left, right, above
  }

  /// The points and their texts.
  public var texts: [Text]

  /// A point with its text.
  public struct Text: Hashable, Sendable {
    /// The point.
    public var point: Point
    /// The text.
    public var text: String
    /// On which side.
    public var side: Side

    /// A text at a point.
    public init(_ text: String, at point: Point, _ side: Side = .right) {
      (self.point, self.text, self.side) = (point, text, side)
    }
  }

  /// Some texts.
  public init(_ texts: [Text]) { self.texts = texts }

  static let script = """
    def draw_texts(ax, rows, style):
        places = {"left": ((-3, 0), "right", "center"), "right": ((3, 0), "left", "center"),
                  "above": ((0, 3), "center", "bottom")}
        for row in rows:
            side, _, text = row["note"].partition(":")
            offset, ha, va = places[side]
            ax.annotate(text, (row["x"], row["y"]), offset, textcoords="offset points",
                        ha=ha, va=va, color=style["color"])


    def key_texts(sheet, x, y, style):
        pass
    """

  var rows: [DataRow] {
    texts.map { DataRow(x: $0.point.x, y: $0.point.y, note: $0.side.rawValue + ":" + $0.text) }
  }

  func stretch(_ extents: inout Extents) {
    for text in texts { extents.include(text.point) }
  }

  func draw(in frame: Frame, _ style: Style, on canvas: inout Canvas) {
    canvas.leaveOut(frame.undefined(texts.map(\.point)))
    for text in texts {
      guard let place = frame.place(text.point) else { continue }
      switch text.side {
      case .left: canvas.text(text.text, at: Pixel(place.x - 4, place.y + 3), "e")
      case .right: canvas.text(text.text, at: Pixel(place.x + 4, place.y + 3))
      case .above: canvas.text(text.text, at: Pixel(place.x, place.y - 4), "c")
      }
    }
  }

  func drawKey(at place: Pixel, _ style: Style, on canvas: inout Canvas) {}
}
