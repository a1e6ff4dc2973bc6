import Engine
import Figures

/// Train and test accuracy along training: seeds, and the medians of aligned curves.
enum AccuracyFigure: FieldFigure {
  static let name = "accuracy"
  static let topic = "train and test accuracy along training, by cell"

  static func figure(_ source: FigureSource) throws(NoFigure) -> Figure {
    let sample = try source.trajectories()
    let seeds = TrainingCurves.seeds(panels: sample.cells.count, curves: 2)
    var panels: [Panel] = []
    for cell in sample.cells {
      let summary = source.cells[cell.index]
      var layers = [
        Layer(.reference(Reference(.horizontal(source.sweep.thresholds.generalization))))
      ]
      if source.sweep.tolerance != nil { layers = [] }
      layers += TrainingCurves.layers(
        cell, seeds: seeds, Style(.blue), label: "train", \.trainAccuracy,
        alignedAt: \.memorization, median: summary.memorizationStep)
      layers += TrainingCurves.layers(
        cell, seeds: seeds, Style(.vermillion, dash: .dashed), label: "test", \.testAccuracy,
        alignedAt: \.generalization, median: summary.generalizationStep)
      panels.append(Panel(cell.title, layers: layers))
    }
    return .field(
      self, title: "Train and test accuracy",
      caption: [
        source.countsAndMilestones, TrainingCurves.note(seeds, sample),
        "Thick: median of the curves aligned at memorization (train) or generalization (test), at the "
          + "cell's median step; none where that is censored.",
        sample.reduction,
      ],
      x: Figures.Axis("optimizer step", .logarithmic), y: Figures.Axis("accuracy", domain: 0...1),
      panels: panels)
  }
}
