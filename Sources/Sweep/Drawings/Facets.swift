import Engine
import Figures

/// The cells of a sweep as panels of series.
///
/// One axis tells series from each other, all others that vary tell panels, those aside that a figure has as its
/// own. The axis is the one by which the most cells are shown, and of those the one with the fewest panels.
struct Facets: Sendable {
  /// Cells that differ in the figure's own axes alone.
  struct Series: Sendable {
    /// Its name, empty if it is the only one.
    let label: String
    /// Its style, the same in all panels.
    let style: Style
    /// The positions of its cells in the sweep.
    let cells: [Int]
  }

  /// Series that stand together.
  struct Group: Sendable {
    /// What they have in common.
    let title: String
    /// The series.
    let series: [Series]
  }

  /// The panels.
  let panels: [Group]
  /// What is not shown, in a sentence; empty if all is.
  let reduction: String

  /// How many series a panel may have, so that they are told apart and a legend has three lines.
  static let mostSeries = 9
  /// How many panels a figure may have.
  static let mostPanels = 8

  /// How many cells a figure may have, so that it stays below 60 kB.
  static let mostCells = 720

  /// Takes the cells of a sweep that have trials; `own` are the fields of the figure's own axes.
  init(_ source: FigureSource, without own: [String] = []) {
    let axes = source.axes.filter { !own.contains($0.name.field) }.telling
    let tried = axes.indices.map { index in
      var others = axes
      return Facets(source, series: others.remove(at: index), panels: others)
    }
    self =
      tried.max { ($0.shown, -$0.panels.count) < ($1.shown, -$1.panels.count) }
      ?? Facets(source, series: nil, panels: [])
  }

  /// How many cells are shown.
  private var shown: Int { panels.reduce(0) { $0 + $1.series.reduce(0) { $0 + $1.cells.count } } }

  private init(_ source: FigureSource, series axis: SweepAxis?, panels others: [SweepAxis]) {
    let sweep = source.sweep
    let values = axis.map { Array($0.values.indices) } ?? [0]
    let kept = evenly(values, atMost: Self.mostSeries)
    var titles: [String] = []
    var members: [String: [Int]] = [:]
    for cell in sweep.cells.indices where !sweep.trials[cell].isEmpty {
      let title = others.label(ofCell: cell)
      if members[title] == nil { titles.append(title) }
      members[title, default: []].append(cell)
    }
    let shown = largest(titles, atMost: Self.mostPanels) { members[$0]?.count ?? 0 }
    var (some, all) = (0, 0)
    panels = shown.map { title in
      let cells = members[title] ?? []
      let series = kept.enumerated().compactMap { index, value -> Series? in
        let own = cells.filter { axis?.positions[$0] ?? 0 == value }
        guard let first = own.first else { return nil }
        let chosen = evenly(own, atMost: Self.mostCells / (shown.count * kept.count))
        some += chosen.count
        all += own.count
        return Series(
          label: axis?.label(ofCell: first) ?? "", style: .series(index), cells: chosen)
      }
      return Group(title: title, series: series)
    }
    let parts = [
      kept.count < values.count
        ? "\(kept.count) of \(values.count) values of \(axis?.name.title ?? "")" : "",
      shown.count < titles.count
        ? "\(shown.count) of \(titles.count) combinations of the other axes, those with the most cells"
        : "", some < all ? "\(some) of their \(all) cells" : "",
    ].filter { !$0.isEmpty }
    reduction =
      parts.isEmpty
      ? "" : "Shown: \(parts.joined(separator: " and ")), at equal distances in their order."
  }
}

extension Figure {
  /// A figure with its panels in as many columns as stay legible in a column of a paper.
  static func field(
    _ kind: any FieldFigure.Type, title: String, caption: [String], x: Figures.Axis,
    y: Figures.Axis, color: Figures.Axis? = nil, panels: [Panel]
  ) -> Figure {
    var figure = Figure(
      kind.name, title: title, caption: caption.filter { !$0.isEmpty }.joined(separator: " "),
      x: x, y: y, color: color, panels: panels)
    figure.columns = panels.count > 1 ? 2 : 1
    if panels.count > 1 { figure.aspect = 0.75 }
    return figure
  }
}
