import Figures
import Statistics

/// Medians of a response against a number of each cell, with intervals, and arrows where trials are censored.
struct MedianPanels: Sendable {
  /// The panels.
  let panels: [Panel]
  /// What they show and what not, in sentences.
  let caption: [String]
  /// The points of all panels.
  let points: [Point]

  /// Draws cells.
  ///
  /// - Parameters:
  ///   - source: the sweep.
  ///   - response: what is on the vertical axis.
  ///   - own: the fields behind the horizontal axis.
  ///   - isConnected: whether the medians of a series are connected.
  ///   - x: where a cell stands; `nil` if it has no place.
  init(
    _ source: FigureSource, _ response: Response, without own: [String], isConnected: Bool,
    x: (CellLabel) -> Double?
  ) {
    let facets = Facets(source, without: own)
    var (points, placeless, arrows, bounded): ([Point], Int, Int, Int) = ([], 0, 0, 0)
    panels = facets.panels.map { group in
      var layers: [Layer] = []
      for series in group.series {
        var estimates: [Estimates.Estimate] = []
        var bounds: [Point] = []
        for cell in series.cells {
          guard let place = x(source.sweep.cells[cell]) else {
            placeless += 1
            continue
          }
          if let estimate = Self.estimate(source.cells[cell], response, at: place) {
            estimates.append(estimate)
          }
          let censored = Self.bounds(source.sweep.trials[cell], response)
          if let least = censored.min() {
            bounds.append(Point(place, least))
            arrows += 1
            bounded += censored.count
          }
        }
        points += estimates.map(\.point)
        if isConnected, estimates.count > 1 {
          let curve = estimates.map(\.point).sorted { $0.x < $1.x }
          layers.append(Layer(.lines(Lines(curve)), series.style.with(.thin)))
        }
        layers.append(Layer(.arrows(Arrows(bounds)), series.style))
        layers.append(Layer(.estimates(Estimates(estimates)), series.style, label: series.label))
      }
      return Panel(group.title, layers: layers)
    }
    self.points = points
    caption = [
      "Points: medians of cells, censored trials counted as later than every number; bars: 95 %, between "
        + "order statistics, from six trials on, open where a bar reaches the edge.",
      bounded > 0
        ? "Arrows: from the smallest bound of a cell's censored trials (\(bounded) in "
          + "\(plural(arrows, "cell")))." : "",
      placeless > 0 ? "\(plural(placeless, "cell")) without a place on the axis not shown." : "",
      facets.reduction,
    ]
  }

  private static func estimate(
    _ cell: CellSummary, _ response: Response, at x: Double
  ) -> Estimates.Estimate? {
    let median = response == .delay ? cell.delay : cell.generalizationStep
    guard let value = median.median?.number else { return nil }
    let ends = median.interval.map { ($0.low.number ?? value)...($0.high.number ?? .infinity) }
    return Estimates.Estimate(Point(x, value), y: ends)
  }

  /// The steps up to which trials are known not to have responded.
  private static func bounds(_ trials: [TrialSummary], _ response: Response) -> [Double] {
    trials.compactMap { trial in
      guard trial.milestones.outcome != .diverged else { return nil }
      return response.milestone(trial.milestones)?.lastBelow.map(Double.init)
    }
  }
}
