extension Figure {
  /// The figure as SVG, for screens of either colour and for print.
  ///
  /// It has its caption also as its description, and less than 60 kB unless it has thousands of single
  /// points or cells.
  public var svg: String { drawing(id: fileName, isAlone: true).svg }

  /// The figure for a page that sets titles and captions itself and has ``stylesheet``.
  ///
  /// - Parameter id: what the names of its elements begin with, another one for each figure of a page.
  /// - Returns: the element `svg` of class `fig`, and the caption with what must be said of the drawing.
  public func inlined(id: String) -> (svg: String, caption: String) {
    drawing(id: PlainText(id).identifier, isAlone: false)
  }

  /// The rules of style for ``inlined(id:)``, once a page; all of them are about the class `fig`.
  public static var stylesheet: String { Stylesheet.text }

  private func drawing(id: String, isAlone: Bool) -> (svg: String, caption: String) {
    let layout = Layout(self, isTitled: isAlone)
    var canvas = Canvas(id)
    for (index, line) in layout.title.enumerated() {
      let y = Margins.edge + Double(index + 1) * TypeSize.leading * 1.2 - 4
      canvas.text(line, at: Pixel(Margins.edge, y), "t")
    }
    for item in layout.legend.items { item.draw(on: &canvas) }
    for (index, panel) in layout.panels.enumerated() { panel.draw(index, on: &canvas) }
    drawTitles(layout, on: &canvas)
    layout.colors?.draw(on: &canvas)
    let text = ([PlainText(caption).string] + canvas.notes).filter { !$0.isEmpty }
      .joined(separator: " ")
    var y = layout.bottom
    if isAlone {
      for line in TextWidth.wrapped(
        text, in: width.rawValue - 2 * Margins.edge, size: TypeSize.small)
      {
        y += TypeSize.leading
        canvas.text(line, at: Pixel(Margins.edge, y))
      }
    }
    return (document(canvas, height: y + Margins.edge + 1, text, isAlone: isAlone), text)
  }

  /// The titles of the axes that panels share.
  private func drawTitles(_ layout: Layout, on canvas: inout Canvas) {
    let (grid, size) = (layout.grid, TypeSize.medium)
    let x = TextWidth.fitting(x.fullTitle, in: width.rawValue - 2 * Margins.edge, size: size)
    canvas.text(x, at: Pixel(grid.x + grid.width / 2, layout.xTitle), "m c")
    if let y = layout.sharedY { canvas.text(y.text, at: y.place, "m c", turned: true) }
  }

  /// The whole file.
  private func document(
    _ canvas: Canvas, height: Double, _ description: String, isAlone: Bool
  ) -> String {
    let (width, height) = (Pixels.text(width.rawValue), Pixels.text(height.rounded(.up)))
    let id = canvas.id
    let style = isAlone ? "<style>\n\(Stylesheet.text)\n</style>\n" : ""
    let hatching = """
      <pattern id="\(id)-hatching" width="5" height="5" patternUnits="userSpaceOnUse" \
      patternTransform="rotate(45)"><path class="k" d="M.5 0v5"/>\
      <path class="j" d="M1.5 0v5"/></pattern>
      """
    return """
      <svg xmlns="http://www.w3.org/2000/svg" class="fig" role="img" width="\(width)" \
      height="\(height)" viewBox="0 0 \(width) \(height)" \
      aria-labelledby="\(id)-title \(id)-desc">
      <title id="\(id)-title">\(PlainText(title).xml)</title>
      <desc id="\(id)-desc">\(PlainText(description).xml)</desc>
      \(style)<defs>\(hatching)</defs>
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
