import Figures
import Statistics

/// The delay against 1/(ηλ).
enum DelayFigure: FieldFigure {
  static let name = "delay"
  static let topic = "the delay against 1/(ηλ), with intervals and censored trials as arrows"

  private static let fields = ["optimizer.learning_rate", "optimizer.weight_decay"]

  static func figure(_ source: FigureSource) throws(NoFigure) -> Figure {
    let rates = Set(source.sweep.cells.compactMap(\.decayRate))
    guard !rates.isEmpty else {
      throw NoFigure("no cell has both a learning rate and weight decay")
    }
    guard rates.count > 1 else { throw NoFigure("all cells have the same ηλ") }
    let medians = MedianPanels(source, .delay, without: fields, isConnected: false) {
      $0.decayRate.map { 1 / $0 }
    }
    let slopes = medians.points.filter { $0.y > 0 }.map { $0.y / $0.x }.sorted()
    var panels = medians.panels
    var guide = ""
    if !slopes.isEmpty {
      // Two points of a straight line, as far as the cells go.
      let slope = quantile(slopes, 0.5)
      let ends = [rates.max(), rates.min()].compactMap(\.self).map { Point(1 / $0, slope / $0) }
      for index in panels.indices {
        panels[index].layers.insert(
          Layer(.lines(Lines(ends)), Style(dash: .dashed), label: "∝ 1/(ηλ)"), at: 0)
      }
      guide = "Dashed: 1/(ηλ) times the median ratio of all points, to compare slopes; no fit."
    }
    return .field(
      self, title: "Delay against 1/(ηλ)",
      caption: [source.countsAndMilestones] + medians.caption + [guide],
      x: Figures.Axis("1/(ηλ)", unit: "steps", .logarithmic),
      y: Figures.Axis("delay", unit: "steps", .logarithmic), panels: panels)
  }
}
