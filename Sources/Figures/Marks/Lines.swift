/// Curves in one style: one, or all seeds of a cell in one path.
///
/// A value without a place, such as NaN or a zero on a logarithmic axis, interrupts its curve.
public struct Lines: Drawable {
  static let name = "lines"

  /// The points of each curve, in the order in which they are connected.
  public var curves: [[Point]]

  /// Some curves.
  public init(_ curves: [[Point]]) { self.curves = curves }

  /// One curve.
  public init(_ curve: [Point]) { curves = [curve] }

  static let script = """
    def draw_lines(ax, rows, style):
        for curve in curves(rows):
            ax.plot(column(curve, "x"), column(curve, "y"), **line(style))


    def key_lines(sheet, x, y, style):
        sheet.plot([x, x + 18], [y, y], **line(dict(style, alpha=1)))
    """

  var rows: [DataRow] {
    curves.enumerated().flatMap { index, curve in
      curve.map { DataRow(curve: index, x: $0.x, y: $0.y) }
    }
  }

  var curveCount: Int { curves.count }

  var end: Point? { curves.last?.last { $0.x.isFinite && $0.y.isFinite } }

  func stretch(_ extents: inout Extents) {
    for point in curves.joined() { extents.include(point) }
  }

  func draw(in frame: Frame, _ style: Style, on canvas: inout Canvas) {
    var path = PathData()
    for curve in curves {
      canvas.leaveOut(frame.undefined(curve))
      for run in frame.runs(curve) {
        path.polyline(canvas.thinned(run, atMost: frame.pointLimit))
      }
    }
    canvas.path(path, style.lineClasses)
  }

  func drawKey(at place: Pixel, _ style: Style, on canvas: inout Canvas) {
    style.drawLineKey(at: place, on: &canvas)
  }
}
