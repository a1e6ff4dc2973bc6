/// A line that data are compared with.
public struct Reference: Drawable {
  static let name = "reference"

  /// Which line.
  public enum Course: Hashable, Sendable {
    /// At a value of the vertical axis.
    case horizontal(Double)
    /// At a value of the horizontal axis.
    case vertical(Double)
    /// Where both axes have the same value.
    case identity
  }

  /// Which line.
  public var course: Course

  /// A line.
  public init(_ course: Course) { self.course = course }

  static let script = """
    DASH = dict(linewidth=0.6, linestyle=(0, (2.5, 2.5)), alpha=0.7, zorder=1)


    def draw_reference(ax, rows, style):
        dash = dict(DASH, color=style["color"])
        for row in rows:
            if row["note"] == "horizontal":
                ax.axhline(row["y"], **dash)
            elif row["note"] == "vertical":
                ax.axvline(row["x"], **dash)
            else:
                ends = ax.get_xlim() + ax.get_ylim()
                ax.plot([min(ends), max(ends)], [min(ends), max(ends)], **dash)


    def key_reference(sheet, x, y, style):
        sheet.plot([x, x + 18], [y, y], **dict(DASH, color=style["color"]))
    """

  var rows: [DataRow] {
    switch course {
    case .horizontal(let y): [DataRow(y: y, note: "horizontal")]
    case .vertical(let x): [DataRow(x: x, note: "vertical")]
    case .identity: [DataRow(note: "identity")]
    }
  }

  func stretch(_ extents: inout Extents) {
    switch course {
    case .horizontal(let y): extents.y.include(y)
    case .vertical(let x): extents.x.include(x)
    case .identity: break
    }
  }

  func draw(in frame: Frame, _ style: Style, on canvas: inout Canvas) {
    var path = PathData()
    let box = frame.box
    switch course {
    case .horizontal(let value):
      guard let y = frame.y.pixel(value) else { return canvas.leaveOut(1) }
      path.polyline([Pixel(box.x, y), Pixel(box.right, y)])
    case .vertical(let value):
      guard let x = frame.x.pixel(value) else { return canvas.leaveOut(1) }
      path.polyline([Pixel(x, box.y), Pixel(x, box.bottom)])
    case .identity:
      // Straight only if both axes are of one kind.
      let xs = (0...50).map { box.x + Double($0) / 50 * box.width }
      let values = xs.map { frame.x.restored(at: $0) }
      for run in frame.runs(values.map { Point($0, $0) }) {
        path.polyline(Thinning.simplified(run, within: 0.1))
      }
    }
    canvas.path(path, "r")
  }

  func drawKey(at place: Pixel, _ style: Style, on canvas: inout Canvas) {
    var path = PathData()
    path.polyline([place, Pixel(place.x + 18, place.y)])
    canvas.path(path, "r")
  }
}
