/// Where everything of a figure stands, but for its caption, which follows below.
struct Layout: Sendable {
  /// The lines of the title.
  let title: [String]
  /// The legend.
  let legend: Legend
  /// The panels.
  let panels: [PlacedPanel]
  /// What the colours of cells mean.
  let colors: ColorBar?
  /// The box around all panels.
  let grid: Box
  /// The base line of the title of the horizontal axis.
  let xTitle: Double
  /// Where all this ends.
  let bottom: Double

  /// Places everything.
  init(_ figure: Figure, isTitled: Bool = true) {
    let width = figure.width.rawValue
    let columns = figure.gridColumns
    title = TextWidth.wrapped(
      isTitled ? PlainText(figure.title).string : "", in: 0.92 * (width - 2 * Margins.edge),
      size: TypeSize.large)
    legend = Legend(
      figure.naming == .legend ? figure.entries : [], width: width - 2 * Margins.edge,
      from: Margins.edge + Double(title.count) * TypeSize.leading * 1.2)

    // Heights first: how many ticks a vertical axis has decides how wide its labels are.
    let height = (figure.aspect * (width - 60) / Double(columns)).rounded()
    let extents = Layout.extents(figure)
    func y(_ index: Int, from bottom: Double, to top: Double) -> Scale {
      (figure.panels[index].y ?? figure.y).scale(
        extents[index].y, padding: figure.padding(0.05, of: height, [.upward, .downward]),
        from: bottom, to: top)
    }
    let ticks = figure.panels.indices.map { Ticks.above(y($0, from: height, to: 0)) }
    let color = ColorBar.scale(figure, extents.first?.color)
    let margins = Margins(
      figure, y: ticks, color: color.map { Ticks.above($0.resized(from: height, to: 0)) })
    let panelWidth = max(
      20, (width - margins.left.reduce(0, +) - margins.right) / Double(columns))

    var placed: [PlacedPanel] = []
    var top = legend.bottom + 6
    var xTitle = top - 1
    for index in figure.panels.indices {
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      let members = figure.panels.indices.filter { $0 / columns == row }
      if column == 0, members.contains(where: { !figure.panels[$0].title.isEmpty }) {
        top += TypeSize.leading
      }
      let left = margins.left[...column].reduce(0, +) + Double(column) * panelWidth
      let box = Box(x: left, y: top, width: panelWidth, height: height)
      let frame = Frame(
        box: box,
        x: figure.x.scale(
          extents[index].x, padding: figure.padding(0.03, of: panelWidth, [.rightward, .leftward]),
          from: box.x, to: box.right),
        y: y(index, from: box.bottom, to: box.y), color: color ?? Layout.unused,
        pointLimit: figure.pointLimit)
      let own = figure.panels[index].y
      let isLast = row == (figure.panels.count - 1) / columns
      let rowShowsX = members.contains(where: figure.isLowest)
      let labels = rowShowsX ? Margins.tick + TypeSize.leading : 0
      let below = box.bottom + labels + (isLast ? Margins.gap - 1 : 0)
      if isLast { xTitle = below }
      placed.append(
        PlacedPanel(
          panel: figure.panels[index], frame: frame, x: Ticks.beside(frame.x), y: ticks[index],
          names: figure.naming == .direct
            ? Legend.beside(
              figure.panels[index].layers, frame, width: margins.right - Margins.tick - Margins.edge
            )
            : [],
          showsX: figure.isLowest(index), showsY: column == 0 || own != nil,
          yTitle: TextWidth.fitting(
            own?.fullTitle ?? "", in: box.height + 10, size: TypeSize.medium),
          yTitleX: left - margins.left[column] + (column == 0 ? Margins.edge : Margins.gap) + 9,
          tablePlace: Pixel(
            left - (column == 0 ? margins.left[0] - Margins.edge : Margins.table),
            below + Margins.edge)))
      if index == members.last {
        let tables = members.compactMap { figure.panels[$0].table?.height }.max() ?? 0
        top += height + labels + tables + Margins.gap
      }
    }
    panels = placed
    let first = placed.first?.frame.box ?? Box(x: 40, y: top, width: panelWidth, height: 0)
    let last = placed.map(\.frame.box.right).max() ?? first.right
    let low = placed.map(\.frame.box.bottom).max() ?? first.bottom
    let around = Box(Pixel(first.x, first.y), Pixel(last, low))
    grid = around
    colors = color.map { ColorBar($0, beside: around, figure.color?.fullTitle ?? "") }
    let hasTables = figure.panels.contains { $0.table != nil }
    // Between rows with tables there is no room.
    let sharing = placed.prefix(hasTables ? columns : placed.count).filter { $0.panel.y == nil }
      .map(\.frame.box)
    sharedY = sharing.first.flatMap { first in
      sharing.last.map { last in
        let text = TextWidth.fitting(
          figure.y.fullTitle, in: last.bottom - first.y + 20, size: TypeSize.medium)
        return (text, Pixel(Margins.edge + 9, (first.y + last.bottom) / 2))
      }
    }
    self.xTitle = xTitle
    bottom = top - 1 + Margins.edge
  }

  /// The title of the vertical axis that panels share, with the middle of its base line.
  let sharedY: (text: String, place: Pixel)?

  /// A scale of colours where there are no cells.
  private static let unused = Scale(.linear, over: nil, padding: 0, from: 0, to: 1)

  /// What each panel shows: the same on axes that they share.
  private static func extents(_ figure: Figure) -> [Extents] {
    let color = Extent(figure.color?.kind ?? .linear)
    var shared = Extents(x: Extent(figure.x.kind), y: Extent(figure.y.kind), color: color)
    for panel in figure.panels {
      guard let own = panel.y else {
        panel.stretch(&shared)
        continue
      }
      var extents = Extents(x: shared.x, y: Extent(own.kind), color: shared.color)
      panel.stretch(&extents)
      (shared.x, shared.color) = (extents.x, extents.color)
    }
    return figure.panels.map { panel in
      guard let own = panel.y else { return shared }
      var extents = Extents(x: shared.x, y: Extent(own.kind), color: shared.color)
      panel.stretch(&extents)
      return extents
    }
  }
}

extension Figure {
  /// How many points all curves of a figure may have: with eight bytes each, 60 kB hold them.
  static let allPoints = 4500

  /// How many points each curve may have.
  var pointLimit: Int {
    let curves = panels.flatMap(\.layers).reduce(0) { $0 + $1.mark.drawable.curveCount }
    return min(500, Self.allPoints / max(1, curves))
  }

  /// The margin between data and axes as a share of a panel's length, enough for arrows along it; a map fills its
  /// panel.
  func padding(
    _ share: Double, of length: Double, _ directions: Set<Arrows.Direction>
  ) -> Double {
    guard color == nil else { return 0 }
    let hasArrows = panels.flatMap(\.layers).contains { layer in
      if case .arrows(let arrows) = layer.mark {
        directions.contains(arrows.direction) && !arrows.points.isEmpty
      } else {
        false
      }
    }
    // The data keep length · (1 − 2 · margin), of which the margin is a share.
    let margin = Arrows.length + 2
    return hasArrows ? max(share, margin / max(1, length - 2 * margin)) : share
  }
}

extension Table {
  /// How high it is, with the space above it.
  fileprivate var height: Double { Double(rows.count + 1) * TypeSize.leading + Margins.edge }
}
