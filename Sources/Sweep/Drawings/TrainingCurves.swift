import Engine
import Figures
import Statistics

/// Curves along the training of a cell's trials.
enum TrainingCurves {
  /// How many curves of single seeds a figure has room for, so that each keeps some fifty points.
  private static let mostCurves = 72

  /// How many seeds of each cell are drawn.
  static func seeds(panels: Int, curves: Int) -> Int {
    min(TrialSample.mostTrials, max(1, mostCurves / max(1, panels * curves)))
  }

  /// What thin curves are, in a sentence.
  static func note(_ seeds: Int, _ sample: TrialSample) -> String {
    let most = sample.cells.map(\.trials.count).max() ?? 0
    return seeds < most ? "Thin: the first \(seeds) seeds of each cell." : "Thin: each seed."
  }

  /// A number along a trial, from the first step on.
  static func curve(_ trial: TrialSample.Trial, _ number: (Evaluation) -> Double) -> [Point] {
    trial.trajectory.filter { $0.step > 0 }.map { Point(Double($0.step), number($0)) }
  }

  /// Thin curves of some seeds, and the median of all that were read, aligned.
  static func layers(
    _ cell: TrialSample.Cell, seeds: Int, _ style: Style, label: String,
    _ number: (Evaluation) -> Double, alignedAt milestone: (Milestones) -> Milestone,
    median place: CensoredMedian
  ) -> [Layer] {
    let curves = cell.trials.map { curve($0, number) }
    let aligned = zip(cell.trials, curves).compactMap { trial, curve in
      AlignedMedian.Curve(curve, at: milestone(trial.milestones))
    }
    let median = place.median?.number.map { AlignedMedian(aligned).placed(at: $0) } ?? []
    var thin = style.with(.thin)
    thin.dash = .solid
    return [
      Layer(.lines(Lines(Array(curves.prefix(seeds)))), thin),
      Layer(.lines(Lines(median)), style.with(.thick), label: label),
    ]
  }
}
