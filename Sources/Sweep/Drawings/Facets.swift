import Engine
import Figures

/// The cells of a sweep as panels of series.
///
/// The axis with the most values, up to ``mostSeries``, tells series from each other; all others that vary
/// tell panels, those aside that a figure has as its own axes.
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

  /// How many series a panel may have: as many as there are markers.
  static let mostSeries = 7
  /// How many panels a figure may have.
  static let mostPanels = 8

  /// Takes the cells of a sweep that have trials; `own` are the fields of the figure's own axes.
  init(_ sweep: SweepSummary, without own: [String] = []) {
    let axes = sweep.varyingAxes.filter { !own.contains(AxisName(sweep.fields[$0]).field) }
    let sizes = axes.map { sweep.values(ofAxis: $0).count }
    let fitting = axes.indices.filter { sizes[$0] <= Self.mostSeries }
    let chosen =
      fitting.max { sizes[$0] < sizes[$1] } ?? axes.indices.min { sizes[$0] < sizes[$1] }
    let axis = chosen.map { axes[$0] }
    let others = axes.filter { $0 != axis }

    let values = axis.map { sweep.values(ofAxis: $0).map(\.canonicalJSON) } ?? [""]
    let kept = evenly(values, atMost: Self.mostSeries)
    var titles: [String] = []
    var members: [String: [Int]] = [:]
    for cell in sweep.cells.indices where !sweep.trials[cell].isEmpty {
      let title = sweep.label(ofCell: cell, axes: others)
      if members[title] == nil { titles.append(title) }
      members[title, default: []].append(cell)
    }
    let shown = evenly(titles, atMost: Self.mostPanels)
    panels = shown.map { title in
      let cells = members[title] ?? []
      let series = kept.enumerated().compactMap { index, value -> Series? in
        let own = cells.filter { cell in
          axis.map { sweep.cells[cell].values[$0].canonicalJSON == value } ?? true
        }
        guard let first = own.first else { return nil }
        return Series(
          label: axis.map { sweep.label(ofCell: first, axes: [$0]) } ?? "",
          style: .series(index), cells: own)
      }
      return Group(title: title, series: series)
    }
    reduction = Self.reduction(
      axis.map { AxisName(sweep.fields[$0]).title } ?? "", kept.count, of: values.count,
      panels: shown.count, of: titles.count)
  }

  private static func reduction(
    _ axis: String, _ series: Int, of allSeries: Int, panels: Int, of allPanels: Int
  ) -> String {
    let parts = [
      series < allSeries ? "\(series) of \(allSeries) values of \(axis)" : "",
      panels < allPanels ? "\(panels) of \(allPanels) combinations of the other axes" : "",
    ].filter { !$0.isEmpty }
    return parts.isEmpty
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
