import Figures
import Statistics

/// Kaplan-Meier curves by cell, with numbers at risk.
enum SurvivalFigure: FieldFigure {
  static let name = "survival"
  static let topic = "Kaplan-Meier curves of the generalization step, with numbers at risk"

  static func figure(_ source: FigureSource) throws(NoFigure) -> Figure {
    let facets = Facets(source)
    func curve(_ cell: Int) -> KaplanMeier { source.cells[cell].survival.generalizationStep.curve }
    let shown = facets.panels.flatMap(\.series).flatMap(\.cells).map(curve)
    let times = shown.flatMap { $0.steps.map(\.time) + $0.censorings }.filter { $0 > 0 }
    guard let first = times.min() else { throw NoFigure("no trial has a step or a bound above 0") }
    let isCrowded = facets.panels.contains { $0.series.count > mostBands }
    let panels = facets.panels.map { group in
      var layers: [Layer] = []
      var rows: [Figures.Table.Row] = []
      for series in group.series {
        for cell in series.cells {
          let curve = curve(cell)
          if !isCrowded { layers.append(Layer(.band(band(curve, from: first)), series.style)) }
          layers.append(
            Layer(.steps(steps(curve, from: first)), series.style, label: series.label))
          rows.append(
            Figures.Table.Row(
              label: series.label, series.style, steps: atRisk(curve, from: first)))
        }
      }
      return Panel(group.title, layers: layers, table: Figures.Table("At risk", rows))
    }
    return .field(
      self, title: "Trials that have not generalized",
      caption: [
        source.countsAndMilestones,
        "Kaplan-Meier curves; ticks: censored trials."
          + (isCrowded ? "" : " Bands: 95 %, Greenwood 1926 on the scale ln(−ln S)."),
        "At risk: trials neither generalized nor censored before the step; diverged ones stay.",
        facets.reduction,
      ],
      x: Figures.Axis("optimizer step", .logarithmic),
      y: Figures.Axis("not generalized", domain: 0...1), panels: panels)
  }

  /// More bands than these in a panel hide each other.
  private static let mostBands = 3

  /// Where the curve begins, and is 1: left of the first time of all.
  private static func start(_ first: Double) -> Double { 0.8 * first }

  /// The curve with ticks where trials are censored.
  static func steps(_ curve: KaplanMeier, from first: Double) -> Steps {
    var points = [Point(start(first), 1)] + curve.steps.map { Point($0.time, $0.survival) }
    if let last = curve.lastTime, last > points[points.count - 1].x {
      points.append(Point(last, points[points.count - 1].y))
    }
    let ticks = Set(curve.censorings).sorted().map { time in
      Point(time, curve.steps.last { $0.time <= time }?.survival ?? 1)
    }
    return Steps(points, ticks: ticks)
  }

  private static func band(_ curve: KaplanMeier, from first: Double) -> Band {
    var edges =
      [(start(first), Interval(low: 1, high: 1))] + curve.steps.map { ($0.time, $0.band) }
    if let last = curve.lastTime, last > edges[edges.count - 1].0 {
      edges.append((last, edges[edges.count - 1].1))
    }
    return Band(
      low: edges.map { Point($0.0, $0.1.low) }, high: edges.map { Point($0.0, $0.1.high) }
    ).stepped
  }

  /// How many trials are at risk just after each time.
  static func atRisk(_ curve: KaplanMeier, from first: Double) -> [Point] {
    var changes: [Double: Int] = [:]
    for step in curve.steps { changes[step.time, default: 0] += step.events }
    for time in curve.censorings { changes[time, default: 0] += 1 }
    var left = curve.count
    return [Point(start(first), Double(left))]
      + changes.keys.sorted().map { time in
        left -= changes[time] ?? 0
        return Point(time, Double(left))
      }
  }
}
