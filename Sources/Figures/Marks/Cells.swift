/// The cells of a map, coloured by a value, hatched where it is only a bound.
public struct Cells: Drawable {
  static let name = "cells"

  /// A cell.
  public struct Cell: Hashable, Sendable {
    /// Its reach on both axes.
    public var x, y: ClosedRange<Double>
    /// What its colour says; not finite for a cell of which nothing is known.
    public var value: Double
    /// What is written in it.
    public var label: String
    /// Whether the value is only a bound, or unknown because of one.
    public var isCensored: Bool

    /// A cell by its reach.
    public init(
      x: ClosedRange<Double>, y: ClosedRange<Double>, value: Double, label: String = "",
      isCensored: Bool = false
    ) {
      (self.x, self.y, self.value) = (x, y, value)
      (self.label, self.isCensored) = (label, isCensored)
    }

    /// A cell by its categories, counted from 0.
    public init(
      column: Int, row: Int, value: Double, label: String = "", isCensored: Bool = false
    ) {
      let (x, y) = (Double(column), Double(row))
      self.init(
        x: x - 0.5...x + 0.5, y: y - 0.5...y + 0.5, value: value, label: label,
        isCensored: isCensored)
    }
  }

  /// The cells.
  public var cells: [Cell]

  /// Some cells.
  public init(_ cells: [Cell]) { self.cells = cells }

  static let script = """
    def draw_cells(ax, rows, style):
        for row in rows:
            kind, _, text = row["note"].partition(":")
            x, y, value = row["x_low"], row["y_low"], row["value"]
            level = shade(value)
            face = "#f4f4f4" if level is None else RAMP[level]
            shape = dict(linewidth=0, zorder=1)
            box = (x, y), row["x_high"] - x, row["y_high"] - y
            ax.add_patch(Rectangle(*box, facecolor=face, **shape))
            if kind == "censored":
                ax.add_patch(Rectangle(*box, fill=False, hatch="//////", edgecolor="#888888", **shape))
            dark = level is None or level >= FIRST_PALE
            label = ax.text((x + row["x_high"]) / 2, (y + row["y_high"]) / 2, text, ha="center",
                            va="center", color="#111111" if dark else "white",
                            bbox=dict(facecolor=face, linewidth=0, pad=0.8) if text else None)
            ends = ax.transData.transform([(x, y), (row["x_high"], row["y_high"])])
            if label.get_window_extent().width > abs(ends[1][0] - ends[0][0]):
                label.remove()


    def key_cells(sheet, x, y, style):
        sheet.add_patch(Rectangle((x, y - 4), 18, 8, facecolor="#f4f4f4", edgecolor="#888888",
                                  hatch="//////", linewidth=0))
    """

  var rows: [DataRow] {
    cells.map {
      DataRow(
        xLow: $0.x.lowerBound, xHigh: $0.x.upperBound, yLow: $0.y.lowerBound,
        yHigh: $0.y.upperBound, value: $0.value,
        note: ($0.isCensored ? "censored" : "known") + ":" + $0.label)
    }
  }

  func stretch(_ extents: inout Extents) {
    for cell in cells {
      extents.include(Point(cell.x.lowerBound, cell.y.lowerBound))
      extents.include(Point(cell.x.upperBound, cell.y.upperBound))
      extents.color.include(cell.value)
    }
  }

  func draw(in frame: Frame, _ style: Style, on canvas: inout Canvas) {
    var shades = Array(repeating: PathData(), count: Palette.ramp.count)
    var (unknown, hatched) = (PathData(), PathData())
    for (cell, box) in Self.placed(cells, frame) {
      if let shade = frame.shade(cell.value) {
        shades[shade].rectangle(box)
      } else {
        unknown.rectangle(box)
      }
      if cell.isCensored { hatched.rectangle(box) }
    }
    for (shade, path) in shades.enumerated() { canvas.path(path, "v\(shade)") }
    canvas.path(unknown, "n")
    canvas.hatch(hatched)
    for cell in cells {
      guard let box = Self.box(cell, frame) else {
        canvas.leaveOut(1)
        continue
      }
      let size = TypeSize.small
      let width = TextWidth.of(PlainText(cell.label).string, size: size)
      guard width > 0, width <= box.width, box.height >= size else { continue }
      let middle = Pixel(box.x + box.width / 2, box.y + box.height / 2)
      let shade = frame.shade(cell.value)
      if cell.isCensored {
        let room = Box(x: middle.x - width / 2 - 1, y: middle.y - 5, width: width + 2, height: 10)
        canvas.box(room, "class=\"\(shade.map { "v\($0)" } ?? "n")\"")
      }
      let tone = shade.map { $0 < Palette.firstPale ? " deep" : " pale" } ?? ""
      canvas.text(cell.label, at: Pixel(middle.x, middle.y + 3), "c" + tone)
    }
  }

  /// A hatched cell: what colours mean stands beside their bar.
  func drawKey(at place: Pixel, _ style: Style, on canvas: inout Canvas) {
    let box = Box(x: place.x, y: place.y - 4, width: 18, height: 8)
    canvas.box(box, "class=\"n\"")
    var path = PathData()
    path.rectangle(box)
    canvas.hatch(path)
  }

  /// The boxes of cells; neighbours in a row that look the same are one.
  private static func placed(_ cells: [Cell], _ frame: Frame) -> [(cell: Cell, box: Box)] {
    var placed: [(cell: Cell, box: Box)] = []
    for cell in cells {
      guard let box = box(cell, frame) else { continue }
      if let last = placed.last, last.box.y == box.y, last.box.height == box.height,
        abs(last.box.right - box.x) < 0.01, last.cell.isCensored == cell.isCensored,
        frame.shade(last.cell.value) == frame.shade(cell.value)
      {
        placed[placed.count - 1].box.width += box.width
      } else {
        placed.append((cell, box))
      }
    }
    return placed
  }

  private static func box(_ cell: Cell, _ frame: Frame) -> Box? {
    guard let first = frame.place(Point(cell.x.lowerBound, cell.y.lowerBound)),
      let last = frame.place(Point(cell.x.upperBound, cell.y.upperBound))
    else { return nil }
    return Box(first, last)
  }
}

extension PathData {
  /// Draws a box, a little larger than it is, so that no light is seen between neighbours.
  fileprivate mutating func rectangle(_ box: Box) {
    let (right, bottom) = (box.right + 0.1, box.bottom + 0.1)
    polyline([
      Pixel(box.x, box.y), Pixel(right, box.y), Pixel(right, bottom), Pixel(box.x, bottom),
    ])
    close()
  }
}
