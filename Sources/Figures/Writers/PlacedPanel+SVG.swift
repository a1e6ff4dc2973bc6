extension PlacedPanel {
  /// Draws the panel, the i-th one, whose curves are cut off at its edges.
  func draw(_ index: Int, on canvas: inout Canvas) {
    let clip = "\(canvas.id)-\(index)"
    let box = frame.box
    drawGrid(on: &canvas)
    for name in names { name.draw(on: &canvas) }
    let clipped = Box(x: box.x - 2, y: box.y - 2, width: box.width + 4, height: box.height + 4)
    canvas.add("<clipPath id=\"\(clip)\">")
    canvas.box(clipped, "class=\"bg\"")
    canvas.add("</clipPath>")
    canvas.add("<g clip-path=\"url(#\(clip))\">")
    for layer in panel.layers {
      canvas.add("<g class=\"h\(layer.style.hue.rawValue)\">")
      layer.mark.drawable.draw(in: frame, layer.style, on: &canvas)
      canvas.add("</g>")
    }
    canvas.add("</g>")
    drawAxes(on: &canvas)
    canvas.text(title, at: Pixel(box.x, box.y - 4), "m")
    drawTable(on: &canvas)
  }

  /// The numbers below the ticks, each row with the key of its series.
  private func drawTable(on canvas: inout Canvas) {
    guard let table = panel.table else { return }
    var y = tablePlace.y + TypeSize.leading
    canvas.text(table.title, at: Pixel(tablePlace.x, y), "m")
    for row in table.rows {
      y += TypeSize.leading
      canvas.add("<g class=\"h\(row.style.hue.rawValue)\">")
      row.style.drawLineKey(at: Pixel(tablePlace.x, y - 3), on: &canvas)
      canvas.add("</g>")
      for tick in x.major {
        guard let x = frame.x.pixel(tick.value) else { continue }
        canvas.text(row.text(at: tick.value), at: Pixel(x, y), "c")
      }
    }
  }

  private func drawGrid(on canvas: inout Canvas) {
    // The lines would show between cells.
    guard !panel.layers.contains(where: { $0.mark.name == Cells.name }) else { return }
    var grid = PathData()
    for x in pixels(x.major, frame.x) {
      grid.polyline([Pixel(x, frame.box.y), Pixel(x, frame.box.bottom)])
    }
    for y in pixels(y.major, frame.y) {
      grid.polyline([Pixel(frame.box.x, y), Pixel(frame.box.right, y)])
    }
    canvas.path(grid, "g")
  }

  private func drawAxes(on canvas: inout Canvas) {
    let box = frame.box
    var lines = PathData()
    lines.polyline([Pixel(box.x, box.y), Pixel(box.x, box.bottom), Pixel(box.right, box.bottom)])
    for (ticks, length) in [(x.major, 3.0), (x.minor, 1.5)] {
      for x in pixels(ticks, frame.x) {
        lines.polyline([Pixel(x, box.bottom), Pixel(x, box.bottom + length)])
      }
    }
    for (ticks, length) in [(y.major, 3.0), (y.minor, 1.5)] {
      for y in pixels(ticks, frame.y) {
        lines.polyline([Pixel(box.x - length, y), Pixel(box.x, y)])
      }
    }
    canvas.path(lines, "x")
    for tick in x.major where showsX {
      let place = Pixel(frame.x.pixel(tick.value) ?? 0, box.bottom + TypeSize.leading)
      canvas.text(tick.label, at: place, "c")
    }
    for tick in y.major where showsY {
      let place = Pixel(box.x - Margins.tick, (frame.y.pixel(tick.value) ?? 0) + 3)
      canvas.text(tick.label, at: place, "e")
    }
    canvas.text(yTitle, at: Pixel(yTitleX, box.y + box.height / 2), "m c", turned: true)
  }

  private func pixels(_ ticks: [Tick], _ scale: Scale) -> [Double] {
    ticks.compactMap { scale.pixel($0.value) }
  }
}

extension ColorBar {
  /// Draws the bar with its ticks and its title.
  func draw(on canvas: inout Canvas) {
    let height = box.height / Double(Palette.ramp.count)
    for shade in Palette.ramp.indices {
      let y = box.bottom - Double(shade + 1) * height
      canvas.box(
        Box(x: box.x, y: y, width: box.width, height: height + 0.2), "class=\"v\(shade)\"")
    }
    var lines = PathData()
    for tick in ticks.major {
      guard let y = scale.pixel(tick.value) else { continue }
      lines.polyline([Pixel(box.right, y), Pixel(box.right + 3, y)])
      canvas.text(tick.label, at: Pixel(box.right + Margins.tick, y + 3))
    }
    canvas.path(lines, "x")
    canvas.text(title, at: titlePlace, "m c", turned: true)
  }
}
