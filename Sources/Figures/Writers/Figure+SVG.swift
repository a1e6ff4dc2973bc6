extension Figure {
  /// The figure as SVG, for screens of either colour and for print.
  ///
  /// It has its caption also as its description, and less than 60 kB unless it has thousands of single
  /// points or cells.
  public var svg: String {
    let layout = Layout(self)
    var canvas = Canvas()
    for (index, line) in layout.title.enumerated() {
      let y = Margins.edge + Double(index + 1) * TypeSize.leading * 1.2 - 4
      canvas.text(line, at: Pixel(Margins.edge, y), "t")
    }
    for item in layout.legend.items { item.draw(on: &canvas) }
    for (index, panel) in layout.panels.enumerated() {
      panel.draw(on: &canvas, clip: "\(fileName)-\(index)")
    }
    drawTitles(layout, on: &canvas)
    layout.colors?.draw(on: &canvas)
    drawTable(layout, on: &canvas)
    let text = ([PlainText(caption).string] + canvas.notes).filter { !$0.isEmpty }
    let lines = TextWidth.wrapped(
      text.joined(separator: " "), in: width.rawValue - 2 * Margins.edge, size: TypeSize.small)
    var y = layout.bottom
    for line in lines {
      y += TypeSize.leading
      canvas.text(line, at: Pixel(Margins.edge, y))
    }
    return document(canvas, height: y + Margins.edge + 1, text.joined(separator: " "))
  }

  /// The titles of the axes that panels share.
  private func drawTitles(_ layout: Layout, on canvas: inout Canvas) {
    let (grid, size) = (layout.grid, TypeSize.medium)
    let x = TextWidth.fitting(x.fullTitle, in: width.rawValue - 2 * Margins.edge, size: size)
    canvas.text(x, at: Pixel(grid.x + grid.width / 2, layout.xTitle), "m c")
    if let y = layout.sharedY { canvas.text(y.text, at: y.place, "m c", turned: true) }
  }

  /// The numbers below the first panel's ticks, each row with the key of its series.
  private func drawTable(_ layout: Layout, on canvas: inout Canvas) {
    guard let table, let panel = layout.panels.first else { return }
    var y = layout.xTitle + Margins.edge + TypeSize.leading
    canvas.text(table.title, at: Pixel(Margins.edge, y), "m")
    for row in table.rows {
      y += TypeSize.leading
      canvas.add("<g class=\"h\(row.style.hue.rawValue)\">")
      row.style.drawLineKey(at: Pixel(Margins.edge, y - 3), on: &canvas)
      canvas.add("</g>")
      for tick in panel.x.major {
        guard let x = panel.frame.x.pixel(tick.value) else { continue }
        canvas.text(row.text(at: tick.value), at: Pixel(x, y), "c")
      }
    }
  }

  /// The whole file.
  private func document(_ canvas: Canvas, height: Double, _ description: String) -> String {
    let (width, height) = (Pixels.text(width.rawValue), Pixels.text(height.rounded(.up)))
    let hatching = """
      <pattern id="\(fileName)-hatching" width="5" height="5" patternUnits="userSpaceOnUse" \
      patternTransform="rotate(45)"><path class="k" d="M.5 0v5"/>\
      <path class="j" d="M1.5 0v5"/></pattern>
      """
    return """
      <svg xmlns="http://www.w3.org/2000/svg" class="fig" role="img" width="\(width)" \
      height="\(height)" viewBox="0 0 \(width) \(height)" \
      aria-labelledby="\(fileName)-title \(fileName)-desc">
      <title id="\(fileName)-title">\(PlainText(title).xml)</title>
      <desc id="\(fileName)-desc">\(PlainText(description).xml)</desc>
      <style>
      \(Stylesheet.text)
      </style>
      <defs>\(hatching)</defs>
      <g class="h0">
      <rect class="bg" width="\(width)" height="\(height)"/>
      \(canvas.elements)</g>
      </svg>

      """
  }
}

extension Canvas {
  /// What the caption must say of the drawing.
  var notes: [String] {
    var notes: [String] = []
    if undefined > 0 {
      let values = undefined == 1 ? "value is undefined or has" : "values are undefined or have"
      notes.append("\(undefined) \(values) no place on an axis: not drawn.")
    }
    // Half of a pixel is not seen.
    if tolerance > 0.5 {
      notes.append("Curves are simplified to within \(Pixels.text(tolerance)) pixels.")
    }
    return notes
  }
}
