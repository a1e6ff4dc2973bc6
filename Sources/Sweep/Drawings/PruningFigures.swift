import Engine
import Figures
import Statistics

/// Test accuracy against the share of weights pruned.
///
/// Manning-Coe et al. 2025, arXiv:2502.01739.
enum PruningFigure: FieldFigure {
  static let name = "pruning"
  static let topic = "test accuracy against the share of weights pruned, at the end, by cell"

  static func figure(_ source: FigureSource) throws(NoFigure) -> Figure {
    let sample = try source.trajectories()
    var layers: [Layer] = []
    for (position, cell) in sample.cells.enumerated() {
      let curves = cell.trials.filter { $0.milestones.outcome != .diverged }
        .compactMap { $0.trajectory.last?.pruning }
      let (low, median, high) = quartiles(curves)
      guard !median.isEmpty else { continue }
      let style = Style.series(position)
      if sample.cells.count <= mostBands {
        layers.append(Layer(.band(Band(low: low, high: high)), style))
      }
      layers.append(Layer(.lines(Lines(median)), style, label: cell.title))
    }
    guard !layers.isEmpty else { throw NoFigure("nothing was pruned") }
    return .field(
      self, title: "Accuracy of pruned networks",
      caption: [
        source.counts,
        "At the end of trials that did not diverge: weights of each tensor set to zero, the smallest first. "
          + "Lines: medians over seeds"
          + (sample.cells.count <= mostBands ? "; bands: between quartiles." : "."),
        sample.reduction,
      ],
      x: Figures.Axis("share of weights pruned", domain: 0...1),
      y: Figures.Axis("test accuracy", domain: 0...1), panels: [Panel(layers: layers)])
  }

  /// More bands than these hide each other.
  private static let mostBands = 3

  /// The quartiles of accuracy at each fraction.
  private static func quartiles(
    _ curves: [PruningCurve]
  ) -> (low: [Point], median: [Point], high: [Point]) {
    guard let fractions = curves.first?.fractions else { return ([], [], []) }
    let sorted = fractions.indices.map { index in
      curves.filter { $0.accuracies.count == fractions.count }.map { $0.accuracies[index] }
        .filter(\.isFinite).sorted()
    }
    func points(_ share: Double) -> [Point] {
      zip(fractions, sorted).map { Point($0, $1.isEmpty ? .nan : quantile($1, share)) }
    }
    return (points(0.25), points(0.5), points(0.75))
  }
}

/// The compression factor along training, where networks were pruned at several steps.
enum CompressionFigure: FieldFigure {
  static let name = "compression"
  static let topic = "the compression factor along training, by cell"

  static func figure(_ source: FigureSource) throws(NoFigure) -> Figure {
    let sample = try source.trajectories()
    let seeds = TrainingCurves.seeds(panels: sample.cells.count, curves: 1)
    func curve(_ trial: TrialSample.Trial) -> [Point] {
      trial.trajectory.filter { $0.step > 0 }.compactMap { evaluation in
        evaluation.pruning.map { Point(Double(evaluation.step), $0.compressionFactor) }
      }
    }
    let known = sample.cells.contains { $0.trials.contains { curve($0).count > 1 } }
    guard known else { throw NoFigure("networks are pruned at fewer than two steps above 0") }
    let panels = sample.cells.map { cell in
      let steps = source.cells[cell.index].generalizationStep.median?.number
      let line = steps.map { [Layer(.reference(Reference(.vertical($0))))] } ?? []
      let curves = cell.trials.prefix(seeds).map(curve)
      let points = Estimates(curves.joined().map { Estimates.Estimate($0) })
      return Panel(
        cell.title,
        layers: line + [
          Layer(.lines(Lines(curves)), Style(.blue, weight: .thin)),
          Layer(.estimates(points), Style(.blue)),
        ])
    }
    return .field(
      self, title: "The compression factor along training",
      caption: [
        source.countsAndMilestones, TrainingCurves.note(seeds, sample),
        "c = 1/(1 − a), a the area under test accuracy against the share of weights pruned. Dotted: the "
          + "median generalization step, unless censored.",
        sample.reduction,
      ],
      x: Figures.Axis("optimizer step", .logarithmic), y: Figures.Axis("compression factor"),
      panels: panels)
  }
}
