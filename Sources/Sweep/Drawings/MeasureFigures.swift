import Engine
import Figures
import Statistics

extension MeasuredColumns {
  /// What figures show of measures where nothing else is asked for: the first column of each.
  var forFigures: [MeasuredColumn] {
    var seen: Set<String> = []
    return all.filter { seen.insert($0.measure).inserted }
  }
}

extension FigureSource {
  /// The trajectories, with measures.
  fileprivate func measured() throws(NoFigure) -> TrialSample {
    let sample = try trajectories()
    guard !sample.columns.isEmpty else { throw NoFigure("nothing was measured along the trials") }
    return sample
  }
}

extension TrialSample.Trial {
  /// A measure along the trial, from the first step on.
  fileprivate func curve(_ column: Int) -> [Point] {
    guard let track = tracks[column] else { return [] }
    return zip(track.steps, track.values).filter { $0.0 > 0 }.map { Point(Double($0), $1) }
  }
}

/// Measures along training, aligned at both milestones.
enum MeasureFigure: FieldFigure {
  static let name = "measures"
  static let topic = "measures along training, aligned at both milestones"

  /// How many measures a figure shows, and how many cells.
  private static let (mostMeasures, mostCells) = (5, Facets.mostSeries)

  private static let start = "over T_mem"

  static func figure(_ source: FigureSource) throws(NoFigure) -> Figure {
    let sample = try source.measured()
    let cells = evenly(sample.cells, atMost: mostCells)
    var panels: [Panel] = []
    var shown = 0
    let known = sample.columns.indices.filter { column in
      cells.contains { $0.trials.contains { !$0.curve(column).isEmpty } }
    }
    for column in known.prefix(mostMeasures) {
      let name = sample.columns[column].name
      let pair = [
        (Self.start, medians(cells, column, at: \.memorization)),
        ("over T_gen", medians(cells, column, at: \.generalization)),
      ]
      let values = pair.flatMap { $0.1.flatMap(\.points) }.map(\.y).filter(\.isFinite)
      guard let least = values.min(), let most = values.max() else { continue }
      shown += 1
      for (words, medians) in pair {
        let layers = zip(cells, medians).enumerated().map { position, entry in
          Layer(
            .lines(Lines(entry.1.points)), Style.series(position), label: entry.0.title)
        }
        panels.append(
          Panel(
            words,
            y: Figures.Axis(
              words == Self.start ? name : "", domain: least < most ? least...most : nil),
            layers: [Layer(.reference(Reference(.vertical(1))))] + layers))
      }
    }
    guard !panels.isEmpty else { throw NoFigure("no trial with a measure reached a milestone") }
    var reductions = [sample.reduction]
    if shown < sample.columns.count {
      reductions.append(
        "\(shown) of \(sample.columns.count) columns; --measure takes others.")
    }
    if cells.count < sample.cells.count {
      reductions.append("\(cells.count) of the \(sample.cells.count) cells read.")
    }
    return .field(
      self, title: "Measures along training",
      caption: [
        source.countsAndMilestones,
        "Medians over the seeds of a cell that reached the milestone, each against its step over its own "
          + "memorization step T_mem (left) or generalization step T_gen (right), where at least half of "
          + "them have a value.",
      ] + reductions,
      x: Figures.Axis("step over milestone", .logarithmic), y: Figures.Axis(""), panels: panels)
  }

  private static func medians(
    _ cells: [TrialSample.Cell], _ column: Int, at milestone: (Milestones) -> Milestone
  ) -> [AlignedMedian] {
    cells.map { cell in
      AlignedMedian(
        cell.trials.compactMap { trial in
          AlignedMedian.Curve(trial.curve(column), at: milestone(trial.milestones))
        })
    }
  }
}

/// How the inverse participation ratio of hidden units is distributed over trials.
///
/// Manning-Coe et al. 2025, arXiv:2502.01739.
enum ParticipationFigure: FieldFigure {
  static let name = "fourier-ipr"
  static let topic = "the Fourier IPR of hidden units over trials, at milestones and at the end"

  /// A half is one frequency; twenty bins.
  private static let (most, bins) = (0.5, 20)

  static func figure(_ source: FigureSource) throws(NoFigure) -> Figure {
    let sample = try source.measured()
    guard let column = sample.columns.firstIndex(where: { $0.name == "fourier.ipr" }) else {
      throw NoFigure("the measure fourier is not taken")
    }
    let trials = sample.cells.flatMap(\.trials)
    var counts: [String] = []
    var layers: [Layer] = []
    for (position, moment) in [MeasureMoment.memorization, .generalization, .end].enumerated() {
      let values = trials.compactMap { trial in
        try? moment.lookUp(trial.tracks[column], of: trial.milestones).value
      }.filter(\.isFinite)
      guard !values.isEmpty else { continue }
      let words = ["memorization", "generalization", "end"][position]
      counts.append("\(values.count) at \(words)")
      layers.append(Layer(.steps(histogram(values)), .series(position), label: words))
    }
    guard !layers.isEmpty else { throw NoFigure("no trial has a Fourier IPR at a milestone") }
    return .field(
      self, title: "Fourier IPR over trials",
      caption: [
        source.countsAndMilestones,
        "Mean over hidden units of Σ P²/(Σ P)² over frequencies ±k, a half for one frequency; at the last "
          + "measured step that is not later. Trials: \(counts.joined(separator: ", ")).",
        sample.reduction,
      ],
      x: Figures.Axis("Fourier IPR", domain: 0...most), y: Figures.Axis("share of trials"),
      panels: [Panel(layers: layers)])
  }

  /// The share of values in each bin.
  private static func histogram(_ values: [Double]) -> Steps {
    var counts = [Int](repeating: 0, count: bins)
    for value in values {
      counts[min(max(Int(value / most * Double(bins)), 0), bins - 1)] += 1
    }
    let points = counts.enumerated().map { bin, count in
      Point(most * Double(bin) / Double(bins), Double(count) / Double(values.count))
    }
    return Steps(points + [Point(most, points[bins - 1].y)])
  }
}
