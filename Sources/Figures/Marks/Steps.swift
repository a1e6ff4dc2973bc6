/// A curve that keeps its value up to the next point and jumps there, as Kaplan-Meier curves do,
/// with ticks where subjects were censored.
public struct Steps: Drawable {
  static let name = "steps"

  /// Where the curve jumps, and to which value; the last point is where it ends.
  public var points: [Point]
  /// Points of the curve that bear a tick.
  public var ticks: [Point]

  /// A curve with its ticks.
  public init(_ points: [Point], ticks: [Point] = []) {
    (self.points, self.ticks) = (points, ticks)
  }

  static let script = """
    def draw_steps(ax, rows, style):
        steps = [row for row in rows if row["note"] != "tick"]
        ticks = [row for row in rows if row["note"] == "tick"]
        ax.step(column(steps, "x"), column(steps, "y"), where="post", **line(style))
        ax.plot(column(ticks, "x"), column(ticks, "y"), "|", color=style["color"],
                markersize=4, markeredgewidth=0.8)


    def key_steps(sheet, x, y, style):
        sheet.plot([x, x + 18], [y, y], **line(dict(style, alpha=1)))
    """

  var rows: [DataRow] {
    points.map { DataRow(x: $0.x, y: $0.y) }
      + ticks.map { DataRow(curve: 1, x: $0.x, y: $0.y, note: "tick") }
  }

  var curveCount: Int { 1 }

  var end: Point? { points.last { $0.x.isFinite && $0.y.isFinite } }

  func stretch(_ extents: inout Extents) {
    for point in points + ticks { extents.include(point) }
  }

  func draw(in frame: Frame, _ style: Style, on canvas: inout Canvas) {
    canvas.leaveOut(frame.undefined(points) + frame.undefined(ticks))
    var path = PathData()
    for run in frame.runs(points) {
      // A step takes two points.
      let corners = canvas.thinned(run, atMost: max(4, frame.pointLimit / 2))
      path.polyline(
        corners.prefix(1)
          + zip(corners, corners.dropFirst()).flatMap { [Pixel($1.x, $0.y), $1] })
    }
    canvas.path(path, style.lineClasses)
    var marks = PathData()
    for place in ticks.compactMap(frame.place) {
      marks.polyline([Pixel(place.x, place.y - 2.5), Pixel(place.x, place.y + 2.5)])
    }
    canvas.path(marks, "l w\(Style.Weight.normal.rawValue)")
  }

  func drawKey(at place: Pixel, _ style: Style, on canvas: inout Canvas) {
    style.drawLineKey(at: place, on: &canvas)
  }
}
