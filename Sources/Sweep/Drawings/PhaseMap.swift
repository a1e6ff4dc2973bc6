import Engine
import Figures
import Statistics

/// A map of the cells over two axes, hatched where the median trial is censored.
struct PhaseMap: Sendable {
  private let source: FigureSource
  private let (x, y): (SweepAxis, SweepAxis)
  /// The positions of the values that are shown.
  private let (columns, rows): ([Int], [Int])
  private let others: [SweepAxis]

  /// The axes that are looked at first; then come those of the experiment in its order.
  private static let preferred = ["train_fraction", "optimizer.weight_decay"] + CellLabel.lawFields
  /// How many panels there may be.
  private static let mostPanels = 4

  /// Chooses the axes.
  init(_ source: FigureSource) throws(NoFigure) {
    func rank(_ axis: Int) -> Int {
      Self.preferred.firstIndex(of: source.axes[axis].name.field) ?? Self.preferred.count
    }
    let order = source.axes.indices.sorted { (rank($0), $0) < (rank($1), $1) }
    guard order.count > 1 else { throw NoFigure("fewer than two axes vary") }
    self.source = source
    (x, y) = (source.axes[order[0]], source.axes[order[1]])
    others = order.dropFirst(2).sorted().map { source.axes[$0] }.telling
    // A thousand cells take some 30 kB.
    let most = others.isEmpty ? 24 : 16
    columns = evenly(Array(x.values.indices), atMost: most)
    rows = evenly(Array(y.values.indices), atMost: most)
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
    var titles: [String] = []
    var members: [String: [Cells.Cell]] = [:]
    var known: [String: Int] = [:]
    for (index, cell) in source.cells.enumerated() {
      guard let column = columns.firstIndex(of: x.positions[index]),
        let row = rows.firstIndex(of: y.positions[index])
      else { continue }
      let title = others.label(ofCell: index)
      if members[title] == nil { titles.append(title) }
      let shown = cell.trials > 0 ? value(cell) : nil
      if shown != nil { known[title, default: 0] += 1 }
      members[title, default: []].append(
        Cells.Cell(
          column: column, row: row, value: shown?.number ?? .nan, label: shown?.label ?? "",
          isCensored: isCensored(cell)))
    }
    guard !known.isEmpty else { throw NoFigure("no cell has it") }
    let panelTitles = largest(titles, atMost: Self.mostPanels) { known[$0, default: 0] }
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
      x: Self.axis(x, columns), y: Self.axis(y, rows), color: color, panels: panels)
    figure.aspect = panels.count > 1 ? 0.9 : 0.75
    return figure
  }

  private func isCensored(_ cell: CellSummary) -> Bool {
    if case .later = cell.generalizationStep.median { true } else { false }
  }

  private static func axis(_ axis: SweepAxis, _ shown: [Int]) -> Figures.Axis {
    Figures.Axis(axis.name.title, .categories(shown.map { axis.texts[$0] }))
  }

  private func reduction(_ panels: Int, of all: Int) -> String {
    func part(_ axis: SweepAxis, _ shown: Int) -> String? {
      shown < axis.values.count
        ? "\(shown) of \(axis.values.count) values of \(axis.name.title)" : nil
    }
    let parts = [
      part(x, columns.count), part(y, rows.count),
      panels < all
        ? "\(panels) of \(all) combinations of the other axes, those with the most cells" : nil,
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
      "Share of the stored trials of a cell that generalized within their budget. Grey: none stored; "
        + "blank: no such cell."
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
