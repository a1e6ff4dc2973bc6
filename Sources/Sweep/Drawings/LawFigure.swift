import Figures
import Foundation
import Statistics

/// What laws predict of each cell against what was measured, with the verdict.
enum LawFigure: FieldFigure {
  static let name = "laws"
  static let topic = "predicted against measured responses of cells, a panel for each law"

  private static let mostLaws = Facets.mostPanels

  static func figure(_ source: FigureSource) throws(NoFigure) -> Figure {
    let judged = source.verdicts
    let left = omissionText(judged.omitted)
    let verdicts = judged.all.filter { $0.fit?.predictions.isEmpty == false }
    guard !verdicts.isEmpty else {
      throw NoFigure("the cells decide no law: too few of them differ in what a law is about")
    }
    let shown = verdicts.prefix(mostLaws)
    var (points, arrows) = (0, 0)
    let all = shown.reduce(0) { $0 + ($1.fit?.predictions.count ?? 0) }
    let panels = shown.map { verdict in
      var estimates: [Estimates.Estimate] = []
      var bounds: [Point] = []
      let predictions = (verdict.fit?.predictions ?? [:]).sorted { $0.key < $1.key }
      for (cell, location) in evenly(predictions, atMost: Facets.mostCells / shown.count) {
        let summary = source.cells[cell]
        let measured = verdict.response == .delay ? summary.delay : summary.generalizationStep
        switch measured.median {
        case .known(let value):
          let ends = measured.interval.map {
            ($0.low.number ?? value)...($0.high.number ?? .infinity)
          }
          estimates.append(Estimates.Estimate(Point(value, exp(location)), x: ends))
        case .later(let bound?): bounds.append(Point(bound, exp(location)))
        case .later(nil), nil: continue
        }
      }
      points += estimates.count
      arrows += bounds.count
      var layers = [
        Layer(.reference(Reference(.identity)), label: "identity"),
        Layer(.estimates(Estimates(estimates)), Style(.blue), label: "cell"),
      ]
      if !bounds.isEmpty {
        layers.append(
          Layer(.arrows(Arrows(bounds, .rightward)), Style(.vermillion), label: "median censored"))
      }
      return Panel("\(verdict.finding.rawValue): \(brief(verdict.law))", layers: layers)
    }
    return .field(
      self, title: "What laws predict",
      caption: [
        source.countsAndMilestones,
        "Predictions: median of a log-normal model in which cells deviate from the law, claimed exponents as "
          + "claimed, all others and a constant for each group of cells fitted to the same cells.",
        "Measured: median of the cell's trials with its 95 % interval between order statistics"
          + (arrows > 0
            ? "; arrows: it is censored there (\(arrows) of \(points + arrows))." : "."),
        points + arrows < all
          ? "Shown: \(points + arrows) of \(all) points, at equal distances in the grid." : "",
        left.isEmpty ? "" : "Left out: \(left).",
        "Panels: "
          + shown.map { "\(brief($0.law)): \($0.finding.rawValue)" }.joined(separator: "; ")
          + ".", shown.count < verdicts.count ? "\(shown.count) of \(verdicts.count) laws." : "",
      ],
      x: Figures.Axis("measured", unit: "steps", .logarithmic),
      y: Figures.Axis("predicted", unit: "steps", .logarithmic), panels: panels)
  }
}
