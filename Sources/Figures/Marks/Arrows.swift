/// Censored values: each is at least (or at most) what its place says.
public struct Arrows: Drawable {
  static let name = "arrows"
  /// How long an arrow is, in pixels.
  static let length = 11.0

  /// Where the true values lie.
  public enum Direction: String, Hashable, Sendable {
    /// At least this on the vertical axis, or at most.
    case upward, downward
    /// At least this on the horizontal axis, or at most.
    case rightward, leftward

    /// A step of one pixel that way.
    var step: Pixel {
      switch self {
      case .upward: Pixel(0, -1)
      case .downward: Pixel(0, 1)
      case .rightward: Pixel(1, 0)
      case .leftward: Pixel(-1, 0)
      }
    }
  }

  /// The last values that are known.
  public var points: [Point]
  /// Where the true ones lie.
  public var direction: Direction

  /// Some values, all censored on one side.
  public init(_ points: [Point], _ direction: Direction = .upward) {
    (self.points, self.direction) = (points, direction)
  }

  static let script = """
    def draw_arrows(ax, rows, style):
        steps = {"upward": (0, 9), "downward": (0, -9), "rightward": (9, 0), "leftward": (-9, 0)}
        for row in rows:
            ax.annotate("", (row["x"], row["y"]), steps[row["note"]], textcoords="offset points",
                        annotation_clip=False, zorder=1,
                        arrowprops=dict(arrowstyle="<-,head_width=0.12,head_length=0.2",
                                        color=style["color"], linewidth=0.8, shrinkA=0, shrinkB=0))
        ax.plot(column(rows, "x"), column(rows, "y"), style["marker"], color=style["color"],
                markerfacecolor="white", markersize=3.6, markeredgewidth=0.8, clip_on=False)


    def key_arrows(sheet, x, y, style):
        sheet.plot([x + 9], [y], style["marker"], color=style["color"], markerfacecolor="white",
                   markersize=3.6, markeredgewidth=0.8)
    """

  var rows: [DataRow] {
    points.map { DataRow(x: $0.x, y: $0.y, note: direction.rawValue) }
  }

  func stretch(_ extents: inout Extents) {
    for point in points { extents.include(point) }
  }

  func draw(in frame: Frame, _ style: Style, on canvas: inout Canvas) {
    canvas.leaveOut(frame.undefined(points))
    draw(points.compactMap(frame.place), style, on: &canvas)
  }

  func drawKey(at place: Pixel, _ style: Style, on canvas: inout Canvas) {
    let isFlat = direction.step.y == 0
    draw([Pixel(place.x + 9, place.y + (isFlat ? 0 : -3.5 * direction.step.y))], style, on: &canvas)
  }

  private func draw(_ places: [Pixel], _ style: Style, on canvas: inout Canvas) {
    var (shafts, points) = (PathData(), PathData())
    let (dx, dy) = (direction.step.x, direction.step.y)
    for place in places {
      let tip = Pixel(place.x + Self.length * dx, place.y + Self.length * dy)
      shafts.polyline([place, tip])
      shafts.polyline([
        Pixel(tip.x - 3 * dx - 2 * dy, tip.y - 3 * dy - 2 * dx), tip,
        Pixel(tip.x - 3 * dx + 2 * dy, tip.y - 3 * dy + 2 * dx),
      ])
      points.move(to: place)
      points.append(relative: style.marker.outline)
    }
    canvas.path(shafts, "l w\(Style.Weight.normal.rawValue)")
    canvas.path(points, "o")
  }
}
