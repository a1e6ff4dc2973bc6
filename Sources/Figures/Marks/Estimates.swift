/// Points, each with an interval on one axis or both if it has one.
public struct Estimates: Drawable {
  static let name = "estimates"

  /// A point with what is known of it.
  public struct Estimate: Hashable, Sendable {
    /// The point.
    public var point: Point
    /// The interval on each axis; an infinite end reaches to the edge of the panel.
    public var x, y: ClosedRange<Double>?

    /// A point with its intervals.
    public init(_ point: Point, x: ClosedRange<Double>? = nil, y: ClosedRange<Double>? = nil) {
      (self.point, self.x, self.y) = (point, x, y)
    }
  }

  /// The points.
  public var estimates: [Estimate]

  /// Some points.
  public init(_ estimates: [Estimate]) { self.estimates = estimates }

  static let script = """
    def draw_estimates(ax, rows, style):
        (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
        bar = dict(color=style["color"], linewidth=0.8, solid_capstyle="butt")
        for row in rows:
            if not math.isnan(row["x_low"]):
                ax.plot([max(row["x_low"], x0), min(row["x_high"], x1)], [row["y"]] * 2, **bar)
            if not math.isnan(row["y_low"]):
                ax.plot([row["x"]] * 2, [max(row["y_low"], y0), min(row["y_high"], y1)], **bar)
        ax.plot(column(rows, "x"), column(rows, "y"), style["marker"], color=style["color"],
                markersize=3.6, markeredgewidth=0, clip_on=False)


    def key_estimates(sheet, x, y, style):
        sheet.plot([x + 9], [y], style["marker"], color=style["color"], markersize=3.6,
                   markeredgewidth=0)
    """

  var rows: [DataRow] {
    estimates.map {
      DataRow(
        x: $0.point.x, y: $0.point.y, xLow: $0.x?.lowerBound, xHigh: $0.x?.upperBound,
        yLow: $0.y?.lowerBound, yHigh: $0.y?.upperBound)
    }
  }

  func stretch(_ extents: inout Extents) {
    for estimate in estimates {
      extents.include(estimate.point)
      for end in [estimate.x?.lowerBound, estimate.x?.upperBound] {
        if let end { extents.include(Point(end, estimate.point.y)) }
      }
      for end in [estimate.y?.lowerBound, estimate.y?.upperBound] {
        if let end { extents.include(Point(estimate.point.x, end)) }
      }
    }
  }

  func draw(in frame: Frame, _ style: Style, on canvas: inout Canvas) {
    var (bars, points) = (PathData(), PathData())
    canvas.leaveOut(frame.undefined(estimates.map(\.point)))
    for estimate in estimates {
      guard let place = frame.place(estimate.point) else { continue }
      if let (low, high) = estimate.x.map({ Self.ends($0, frame.x) }) {
        bars.polyline([Pixel(low, place.y), Pixel(high, place.y)])
      }
      if let (low, high) = estimate.y.map({ Self.ends($0, frame.y) }) {
        bars.polyline([Pixel(place.x, low), Pixel(place.x, high)])
      }
      points.move(to: place)
      points.append(relative: style.marker.outline)
    }
    canvas.path(bars, "l w\(Style.Weight.normal.rawValue)")
    canvas.path(points, "p")
  }

  func drawKey(at place: Pixel, _ style: Style, on canvas: inout Canvas) {
    var path = PathData()
    path.move(to: Pixel(place.x + 9, place.y))
    path.append(relative: style.marker.outline)
    canvas.path(path, "p")
  }

  /// The pixels of an interval; what has no place or lies outside ends at the edge.
  private static func ends(_ interval: ClosedRange<Double>, _ scale: Scale) -> (Double, Double) {
    func within(_ pixel: Double) -> Double {
      min(max(pixel, min(scale.start, scale.end)), max(scale.start, scale.end))
    }
    return (
      within(scale.pixel(interval.lowerBound) ?? scale.start),
      within(scale.pixel(interval.upperBound) ?? scale.end)
    )
  }
}
