extension Figure {
  /// A Python script that draws the data, from the file NAME.csv beside it, as NAME.pdf.
  ///
  /// A column is 8.4 cm wide. It needs matplotlib and looks like ``svg``, without the caption.
  public var script: String {
    let layout = Layout(self)
    let marks = panels.flatMap(\.layers).map(\.mark)
    var seen: Set<String> = []
    let functions = marks.filter { seen.insert($0.name).inserted }.map(\.script)
    return """
      #!/usr/bin/env python3
      \(docstring)

      import csv
      import math
      import os

      import matplotlib

      matplotlib.use("Agg")
      import matplotlib.pyplot as plt
      from matplotlib.colors import LogNorm, Normalize
      from matplotlib.patches import Rectangle

      NAME = \(Python.text(fileName))
      # The size of the sheet; all places are in pixels from its upper left corner.
      WIDTH, HEIGHT = \(Pixels.text(width.rawValue)), \(Pixels.text((layout.bottom + 3).rounded(.up)))
      POINT = \(Python.pointsPerPixel)  # points in a pixel
      INK = \(Python.text(Palette.colors(.ink).light))
      \(constants(layout))

      \(Self.helpers)


      \(functions.joined(separator: "\n\n\n"))


      \(Self.main)

      """
  }

  /// What the script says of itself; its own quotes cannot end it.
  private var docstring: String {
    let text = [title, caption].map { PlainText($0).string }
    let lines = text.flatMap { TextWidth.wrapped($0, in: 95, size: 1.6) + [""] }
    let body = lines.joined(separator: "\n").split(
      separator: "\\", omittingEmptySubsequences: false
    )
    .joined(separator: "\\\\").split(separator: "\"", omittingEmptySubsequences: false)
    .joined(separator: "'")
    return "\"\"\"\(body)\nDraws \(fileName).csv, beside this file, as \(fileName).pdf.\n\"\"\""
  }

  /// The layout as lists of dictionaries.
  private func constants(_ layout: Layout) -> String {
    func rows(_ name: String, _ items: [String]) -> String {
      "\(name) = [\n" + items.map { "    \($0),\n" }.joined() + "]"
    }
    return [
      rows("PANELS", layout.panels.map(\.python)),
      rows(
        "LAYERS",
        layout.panels.indices.flatMap { panel in
          panels[panel].layers.enumerated().map { index, layer in
            Python.dictionary([
              ("panel", "\(panel)"), ("layer", "\(index)"), ("mark", Python.text(layer.mark.name)),
              ("style", layer.style.python),
            ])
          }
        }),
      "# x, y of the middle of a key, its name, its marks with their styles",
      rows("KEYS", (layout.legend.items + layout.panels.flatMap(\.names)).map(\.python)),
      "# x, y, text, size, weight, alignment, rotation",
      rows("TEXTS", texts(layout)),
      "RAMP = \(Python.list(Palette.ramp.map(Python.text)))",
      "FIRST_PALE = \(Palette.firstPale)  # from this colour on, labels of cells are dark",
      "COLOR = \(layout.colors?.python ?? "None")",
      "# panel, x and y of the title, the title, the styles of the rows",
      rows("TABLES", layout.panels.enumerated().compactMap { $1.table(ofPanel: $0) }),
      "LEADING = \(Pixels.text(TypeSize.leading))",
    ].joined(separator: "\n")
  }

  /// All titles with their places.
  private func texts(_ layout: Layout) -> [String] {
    var texts = layout.title.enumerated().map { index, line in
      let y = Margins.edge + Double(index + 1) * TypeSize.leading * 1.2 - 4
      return Self.text(line, Pixel(Margins.edge, y), TypeSize.large, "bold", "left")
    }
    let middle = layout.grid.x + layout.grid.width / 2
    texts.append(Self.text(x.fullTitle, Pixel(middle, layout.xTitle), TypeSize.medium))
    if let y = layout.sharedY {
      texts.append(Self.text(y.text, y.place, TypeSize.medium, turned: true))
    }
    for panel in layout.panels {
      let box = panel.frame.box
      texts.append(
        Self.text(panel.title, Pixel(box.x, box.y - 4), TypeSize.medium, "normal", "left"))
      let place = Pixel(panel.yTitleX, box.y + box.height / 2)
      texts.append(Self.text(panel.yTitle, place, TypeSize.medium, turned: true))
    }
    if let colors = layout.colors {
      texts.append(Self.text(colors.title, colors.titlePlace, TypeSize.medium, turned: true))
    }
    return texts
  }

  private static func text(
    _ text: String, _ place: Pixel, _ size: Double, _ weight: String = "normal",
    _ alignment: String = "center", turned: Bool = false
  ) -> String {
    let fields = [
      Pixels.text(place.x), Pixels.text(place.y), Python.text(text), Pixels.text(size),
      Python.text(weight), Python.text(alignment), turned ? "90" : "0",
    ]
    return "(" + fields.joined(separator: ", ") + ")"
  }
}

extension PlacedPanel {
  /// The panel as a dictionary.
  var python: String {
    Python.dictionary([
      (
        "box",
        Python.list([frame.box.x, frame.box.y, frame.box.width, frame.box.height].map(Pixels.text))
      ),
      ("x", frame.x.python(x, isLabelled: showsX)), ("y", frame.y.python(y, isLabelled: showsY)),
    ])
  }

  /// Its table's place and the styles of its rows, if it has one; the numbers are data.
  func table(ofPanel index: Int) -> String? {
    panel.table.map { table in
      let x = Pixels.text(tablePlace.x)
      let y = Pixels.text(tablePlace.y + TypeSize.leading)
      return "(\(index), \(x), \(y), \(Python.text(table.title)), "
        + Python.list(table.rows.map(\.style.python)) + ")"
    }
  }
}

extension LegendItem {
  /// The name as a tuple.
  var python: String {
    let marks = entry.layers.map { "(\(Python.text($0.mark.name)), \($0.style.python))" }
    return
      "(\(Pixels.text(place.x)), \(Pixels.text(place.y)), \(Python.text(text)), \(Python.list(marks)))"
  }
}

extension ColorBar {
  /// The bar as a dictionary.
  var python: String {
    Python.dictionary([
      ("box", Python.list([box.x, box.y, box.width, box.height].map(Pixels.text))),
      ("axis", scale.python(ticks, isLabelled: true)),
    ])
  }
}
