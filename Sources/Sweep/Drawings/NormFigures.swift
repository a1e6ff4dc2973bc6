import Engine
import Figures
import Statistics

/// The norm of the parameters along training.
enum NormFigure: FieldFigure {
  static let name = "norms"
  static let topic = "‖θ‖² along training, by cell"

  static func figure(_ source: FigureSource) throws(NoFigure) -> Figure {
    let sample = try source.trajectories()
    let seeds = TrainingCurves.seeds(panels: sample.cells.count, curves: 1)
    let panels = sample.cells.map { cell in
      let summary = source.cells[cell.index]
      let layers = TrainingCurves.layers(
        cell, seeds: seeds, Style(.blue), label: "median, aligned at generalization", \.norm2,
        alignedAt: \.generalization, median: summary.generalizationStep)
      return Panel(
        cell.title, layers: milestones(summary) + layers)
    }
    return .field(
      self, title: "The norm along training",
      caption: [
        source.countsAndMilestones, TrainingCurves.note(seeds, sample),
        "Thick: median of the curves aligned at generalization, at the cell's median step. Dotted: median "
          + "memorization step, then median generalization step; none where that is censored.",
        sample.reduction,
      ],
      x: Figures.Axis("optimizer step", .logarithmic),
      y: Figures.Axis("‖θ‖²", .logarithmic), panels: panels)
  }

  /// Lines at a cell's median milestones.
  private static func milestones(_ cell: CellSummary) -> [Layer] {
    [cell.memorizationStep, cell.generalizationStep].compactMap { median in
      median.median?.number.map { Layer(.reference(Reference(.vertical($0)))) }
    }
  }
}

/// The loss against the norm: train loss is an L, test loss a U.
///
/// Liu et al. 2022, arXiv:2210.01117, Fig. 1.
enum LossNormFigure: FieldFigure {
  static let name = "loss-norm"
  static let topic = "train and test loss against ‖θ‖ along training, by cell"

  static func figure(_ source: FigureSource) throws(NoFigure) -> Figure {
    let sample = try source.trajectories()
    let seeds = TrainingCurves.seeds(panels: sample.cells.count, curves: 2)
    let panels = sample.cells.map { cell in
      let trials = cell.trials.prefix(seeds)
      func curves(_ loss: (Evaluation) -> Double) -> Lines {
        Lines(
          trials.map { trial in
            trial.trajectory.filter { $0.step > 0 }.map { Point($0.norm2.squareRoot(), loss($0)) }
          })
      }
      func places(_ milestone: (Milestones) -> Milestone, _ loss: (Evaluation) -> Double)
        -> Estimates
      {
        Estimates(
          trials.compactMap { trial in
            let step = milestone(trial.milestones).step
            return trial.trajectory.first { $0.step == step }.map {
              Estimates.Estimate(Point($0.norm2.squareRoot(), loss($0)))
            }
          })
      }
      return Panel(
        cell.title,
        layers: [
          Layer(.lines(curves(\.trainLoss)), Style(.blue, weight: .thin), label: "train"),
          Layer(
            .lines(curves(\.testLoss)), Style(.vermillion, dash: .dashed, weight: .thin),
            label: "test"),
          Layer(
            .estimates(places(\.memorization, \.trainLoss)), Style(.ink, marker: .triangle),
            label: "memorization"),
          Layer(
            .estimates(places(\.generalization, \.testLoss)), Style(.ink, marker: .circle),
            label: "generalization"),
        ])
    }
    return .field(
      self, title: "Loss against norm",
      caption: [
        source.countsAndMilestones, TrainingCurves.note(seeds, sample),
        "Each curve is a trial from its first evaluated step on; the norm usually falls with time.",
        sample.reduction,
      ],
      x: Figures.Axis("‖θ‖", .logarithmic), y: Figures.Axis("loss", unit: "nats", .logarithmic),
      panels: panels)
  }
}
