/// A mark: something that is drawn of data.
///
/// A mark is one file with everything about it: how far it reaches, what it looks like, its rows of
/// data and the Python functions that draw these rows; and a case of ``Mark``.
protocol Drawable: Hashable, Sendable {
  /// Its name in data and scripts.
  static var name: String { get }

  /// `draw_NAME(ax, rows, style)` and `key_NAME(sheet, x, y, style)`, which draw the mark and its key
  /// in a legend with matplotlib.
  static var script: String { get }

  /// Its data.
  var rows: [DataRow] { get }

  /// How many curves it has; all of a figure share its limit of points.
  var curveCount: Int { get }

  /// Where a label beside the mark may stand.
  var end: Point? { get }

  /// Takes in all that is to be seen.
  func stretch(_ extents: inout Extents)

  /// Draws the mark.
  func draw(in frame: Frame, _ style: Style, on canvas: inout Canvas)

  /// Draws what stands for it in a legend, 18 pixels wide, its left end at a place.
  func drawKey(at place: Pixel, _ style: Style, on canvas: inout Canvas)
}

extension Drawable {
  var curveCount: Int { 0 }
  var end: Point? { nil }
}

extension Style {
  /// The classes of a line.
  var lineClasses: String { "l w\(weight.rawValue)" + (dash == .solid ? "" : " d\(dash.rawValue)") }

  /// Draws a line for a legend, heavy enough to be seen.
  func drawLineKey(at place: Pixel, on canvas: inout Canvas) {
    var path = PathData()
    path.polyline([place, Pixel(place.x + 18, place.y)])
    canvas.path(path, with(weight == .thin ? .normal : weight).lineClasses)
  }
}
