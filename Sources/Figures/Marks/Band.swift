/// The area between two curves, such as an interval along a curve.
public struct Band: Drawable {
  static let name = "band"

  /// The lower edge, and the upper one at the same x.
  public var low, high: [Point]

  /// The area between two edges.
  ///
  /// - Precondition: both have equally many points, at the same x.
  public init(low: [Point], high: [Point]) {
    precondition(low.count == high.count, "\(low.count) points below, \(high.count) above")
    (self.low, self.high) = (low, high)
  }

  /// The same between two curves of steps, as around a Kaplan-Meier curve.
  public var stepped: Band {
    func steps(_ edge: [Point]) -> [Point] {
      edge.prefix(1) + zip(edge, edge.dropFirst()).flatMap { [Point($1.x, $0.y), $1] }
    }
    return Band(low: steps(low), high: steps(high))
  }

  static let script = """
    def draw_band(ax, rows, style):
        ax.fill_between(column(rows, "x"), column(rows, "y_low"), column(rows, "y_high"),
                        color=style["color"], alpha=0.2, linewidth=0)


    def key_band(sheet, x, y, style):
        sheet.add_patch(Rectangle((x, y - 4), 18, 8, color=style["color"], alpha=0.2, linewidth=0))
    """

  var rows: [DataRow] {
    zip(low, high).map { DataRow(x: $0.x, yLow: $0.y, yHigh: $1.y) }
  }

  var curveCount: Int { 2 }

  func stretch(_ extents: inout Extents) {
    for point in low + high { extents.include(point) }
  }

  func draw(in frame: Frame, _ style: Style, on canvas: inout Canvas) {
    var path = PathData()
    // Both edges are interrupted where one of them is.
    let isWhole = zip(low, high).map { frame.place($0) != nil && frame.place($1) != nil }
    canvas.leaveOut(isWhole.count { !$0 })
    func runs(_ edge: [Point]) -> [[Pixel]] {
      frame.runs(zip(edge, isWhole).map { $1 ? $0 : Point(.nan, .nan) })
    }
    for (below, above) in zip(runs(low), runs(high)) {
      let below = canvas.thinned(below, atMost: frame.pointLimit)
      path.polyline(canvas.thinned(above, atMost: frame.pointLimit))
      for place in below.reversed() { path.line(to: place) }
      path.close()
    }
    canvas.path(path, "b")
  }

  func drawKey(at place: Pixel, _ style: Style, on canvas: inout Canvas) {
    canvas.box(Box(x: place.x, y: place.y - 4, width: 18, height: 8), "class=\"b\"")
  }
}
