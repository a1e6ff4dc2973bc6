import Engine
import Figures
import Statistics

/// A map of the cells over two axes, hatched where the median trial is censored.
struct PhaseMap: Sendable {
  private let source: FigureSource
  private let axes: (x: Int, y: Int)
  private let values: (x: [ConfigurationNode], y: [ConfigurationNode])
  private let others: [Int]

  /// The axes that are looked at first; then come those of the experiment in its order.
  private static let preferred = ["train_fraction", "optimizer.weight_decay"] + CellLabel.lawFields
  /// How many values an axis may have, and how many panels there may be.
  private static let (mostValues, mostPanels) = (24, 4)

  /// Chooses the axes.
  init(_ source: FigureSource) throws(NoFigure) {
    let sweep = source.sweep
    func rank(_ axis: Int) -> Int {
      Self.preferred.firstIndex(of: AxisName(sweep.fields[axis]).field) ?? Self.preferred.count
    }
    let axes = sweep.varyingAxes.sorted { (rank($0), $0) < (rank($1), $1) }
    guard axes.count > 1 else { throw NoFigure("fewer than two axes vary") }
    self.source = source
    self.axes = (axes[0], axes[1])
    others = Array(axes.dropFirst(2)).sorted()
    values = (
      evenly(sweep.values(ofAxis: axes[0]), atMost: Self.mostValues),
      evenly(sweep.values(ofAxis: axes[1]), atMost: Self.mostValues)
    )
  }

  /// What is shown of a cell.
  typealias Value = (number: Double, label: String)

  /// Draws the map.
  ///
  /// - Parameters:
  ///   - kind: whose figure it is.
  ///   - title: what it shows.
  ///   - color: what the colours mean.
  ///   - explanation: what cells without a colour are, and what is special.
  ///   - value: what is shown of a cell; `nil` where nothing is known.
  /// - Returns: the figure.
  /// - Throws: ``NoFigure`` if nothing is known of any cell.
  func figure(
    _ kind: any FieldFigure.Type, title: String, color: Figures.Axis, _ explanation: String,
    value: (CellSummary) -> Value?
  ) throws(NoFigure) -> Figure {
    let sweep = source.sweep
    var titles: [String] = []
    var members: [String: [Cells.Cell]] = [:]
    var isKnown = false
    for (index, cell) in source.cells.enumerated() {
      guard let column = position(index, axes.x, values.x),
        let row = position(index, axes.y, values.y)
      else { continue }
      let title = sweep.label(ofCell: index, axes: others)
      if members[title] == nil { titles.append(title) }
      let shown = cell.trials > 0 ? value(cell) : nil
      isKnown = isKnown || shown != nil
      members[title, default: []].append(
        Cells.Cell(
          column: column, row: row, value: shown?.number ?? .nan, label: shown?.label ?? "",
          isCensored: isCensored(cell)))
    }
    guard isKnown else { throw NoFigure("no cell has it") }
    let panelTitles = evenly(titles, atMost: Self.mostPanels)
    let panels = panelTitles.map { title in
      let cells = members[title] ?? []
      let key = cells.contains(where: \.isCensored) ? "median trial censored" : ""
      return Panel(title, layers: [Layer(.cells(Cells(cells)), label: key)])
    }
    let hatched = source.cells.count(where: isCensored)
    var figure = Figure.field(
      kind, title: title,
      caption: [
        source.countsAndMilestones, explanation,
        hatched > 0
          ? "Hatched: \(hatched) cells in which half of the trials or more did not generalize."
          : "",
        reduction(panelTitles.count, of: titles.count),
      ],
      x: axis(axes.x, values.x), y: axis(axes.y, values.y), color: color, panels: panels)
    figure.aspect = panels.count > 1 ? 0.9 : 0.75
    return figure
  }

  private func position(_ cell: Int, _ axis: Int, _ values: [ConfigurationNode]) -> Int? {
    let value = source.sweep.cells[cell].values[axis].canonicalJSON
    return values.firstIndex { $0.canonicalJSON == value }
  }

  private func isCensored(_ cell: CellSummary) -> Bool {
    if case .later = cell.generalizationStep.median { true } else { false }
  }

  private func axis(_ axis: Int, _ values: [ConfigurationNode]) -> Figures.Axis {
    Figures.Axis(AxisName(source.sweep.fields[axis]).title, .categories(values.map(\.summary)))
  }

  private func reduction(_ panels: Int, of all: Int) -> String {
    func part(_ axis: Int, _ shown: Int) -> String? {
      let count = source.sweep.values(ofAxis: axis).count
      let name = AxisName(source.sweep.fields[axis]).title
      return shown < count ? "\(shown) of \(count) values of \(name)" : nil
    }
    let parts = [
      part(axes.x, values.x.count), part(axes.y, values.y.count),
      panels < all ? "\(panels) of \(all) combinations of the other axes" : nil,
    ].compactMap(\.self)
    return parts.isEmpty
      ? "" : "Shown: \(parts.joined(separator: ", ")), at equal distances in their order."
  }
}

/// The share of trials that generalized, over two axes.
enum ShareMap: FieldFigure {
  static let name = "phase-share"
  static let topic = "the share of trials that generalized, over two axes"

  static func figure(_ source: FigureSource) throws(NoFigure) -> Figure {
    try PhaseMap(source).figure(
      self, title: "Where trials generalize", color: Figures.Axis("share", domain: 0...1),
      "Share of the stored trials of a cell that generalized within their budget. Grey: none stored."
    ) { cell in
      let share = cell.survival.generalized
      return share.value.map { ($0, "\(share.count)/\(share.total)") }
    }
  }
}

/// The median delay, over two axes.
enum DelayMap: FieldFigure {
  static let name = "phase-delay"
  static let topic = "the median delay, over two axes"

  static func figure(_ source: FigureSource) throws(NoFigure) -> Figure {
    try PhaseMap(source).figure(
      self, title: "How long generalization is delayed",
      color: Figures.Axis("median delay", unit: "steps", .logarithmic),
      "Median delay over the trials of a cell; where it is censored, the colour is its bound. Grey: "
        + "no delay is known, or none above 0."
    ) { cell in
      switch cell.delay.median {
      case .known(let delay): (delay, wholeSteps(delay))
      case .later(let bound?): (bound, "> \(wholeSteps(bound))")
      case .later(nil), nil: nil
      }
    }
  }
}

/// The compression factor, over two axes.
enum CompressionMap: FieldFigure {
  static let name = "phase-compression"
  static let topic = "the compression factor at the end, over two axes"

  static func figure(_ source: FigureSource) throws(NoFigure) -> Figure {
    try PhaseMap(source).figure(
      self, title: "How far networks can be pruned",
      color: Figures.Axis("compression factor"),
      "Mean of c = 1/(1 − a) at the end of trials that did not diverge, a the area under test accuracy "
        + "against the share of weights pruned. Grey: not measured."
    ) { cell in
      cell.compressionFactor.mean.map { ($0, significant($0, digits: 3)) }
    }
  }
}
