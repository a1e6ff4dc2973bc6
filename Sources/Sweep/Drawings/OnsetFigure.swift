import Engine
import Figures
import Foundation
import Statistics

/// The share of trials that generalized along one axis, with logistic curves and their onset.
enum OnsetFigure: FieldFigure {
  static let name = "onset"
  static let topic = "the share of trials that generalized along an axis, with its logistic fit"

  /// An axis along which the share may have an onset.
  private struct Candidate {
    let field: String
    let facets: Facets
    let kind: ScaleKind
    /// The mean over series of the largest less the smallest share.
    let change: Double
  }

  static func figure(_ source: FigureSource) throws(NoFigure) -> Figure {
    let candidates = source.axes.compactMap { candidate($0, source) }
    guard let best = candidates.max(by: { $0.change < $1.change }) else {
      throw NoFigure("no axis has three numbers")
    }
    guard best.change > 0 else {
      throw NoFigure("the share that generalized is the same along all axes")
    }
    var onsets: [String] = []
    var undecided = 0
    let panels = best.facets.panels.map { group in
      let layers = group.series.flatMap { series -> [Layer] in
        let shares = shares(series.cells, best.field, source)
        let places = shares.compactMap { entry in
          place(entry.x, best.kind).map { ($0, entry.share) }
        }
        let fit = LogisticCurve(places.map { (x: $0.0, share: $0.1) })
        if let fit {
          let name = [group.title, series.label].filter { !$0.isEmpty }.joined(separator: ", ")
          onsets.append((name.isEmpty ? "" : name + ": ") + text(fit, best.kind))
        } else {
          undecided += 1
        }
        return drawn(shares, fit, places.map(\.0), best.kind, series)
      }
      return Panel(group.title, layers: [Layer(.reference(Reference(.horizontal(0.5))))] + layers)
    }
    let axis = AxisName(best.field)
    return .field(
      self, title: "Onset of generalization along \(axis.title)",
      caption: [
        source.countsAndMilestones,
        "Points: shares of a cell's stored trials that generalized by the budget, Wilson's 95 % intervals. "
          + "Curves: logistic fits, in \(best.kind == .logarithmic ? "the logarithm of " : "")"
          + "\(axis.title); diamonds: where they are a half, 95 % profile likelihood.",
        onsets.isEmpty
          ? ""
          : "A half at \(onsets.prefix(Facets.mostSeries).joined(separator: "; "))"
            + (onsets.count > Facets.mostSeries
              ? "; and \(onsets.count - Facets.mostSeries) more." : "."),
        undecided > 0
          ? "No fit to \(plural(undecided, "series", "series")): the trials that generalized "
            + "and the others do not overlap, or the share does not change." : "",
        best.facets.reduction,
      ],
      x: Figures.Axis(axis.title, best.kind),
      y: Figures.Axis("share generalized", domain: 0...1), panels: panels)
  }

  private static func candidate(_ axis: SweepAxis, _ source: FigureSource) -> Candidate? {
    let field = axis.name.field
    guard let numbers = axis.numbers, numbers.count > 2, let most = numbers.last,
      let least = numbers.first(where: { $0 > 0 })
    else { return nil }
    let facets = Facets(source, without: [field])
    let changes = facets.panels.flatMap(\.series).compactMap { series -> Double? in
      let values = shares(series.cells, field, source).compactMap(\.share.value)
      return values.max().flatMap { high in values.min().map { high - $0 } }
    }
    return Candidate(
      field: field, facets: facets, kind: most >= 5 * least ? .logarithmic : .linear,
      change: changes.reduce(0, +) / Double(max(1, changes.count)))
  }

  private static func shares(
    _ cells: [Int], _ field: String, _ source: FigureSource
  ) -> [(x: Double, share: Proportion)] {
    cells.compactMap { cell in
      source.sweep.cells[cell].number(field).map { ($0, source.cells[cell].survival.generalized) }
    }.sorted { $0.0 < $1.0 }
  }

  private static func place(_ x: Double, _ kind: ScaleKind) -> Double? {
    kind == .logarithmic ? (x > 0 ? log10(x) : nil) : x
  }

  private static func restored(_ place: Double, _ kind: ScaleKind) -> Double {
    kind == .logarithmic ? pow(10, place) : place
  }

  private static func text(_ fit: LogisticCurve, _ kind: ScaleKind) -> String {
    func number(_ place: Double) -> String {
      place.isFinite ? significant(restored(place, kind), digits: 3) : "open"
    }
    let ends = fit.midpointInterval
    return "\(number(fit.midpoint)) [\(number(ends.low)), \(number(ends.high))]"
  }

  /// The points of a series, its curve, and the curve's midpoint.
  private static func drawn(
    _ shares: [(x: Double, share: Proportion)], _ fit: LogisticCurve?, _ places: [Double],
    _ kind: ScaleKind, _ series: Facets.Series
  ) -> [Layer] {
    let estimates = shares.compactMap { entry in
      entry.share.value.map { value in
        Estimates.Estimate(
          Point(entry.x, value), y: entry.share.interval.map { $0.low...$0.high })
      }
    }
    var layers = [
      Layer(.estimates(Estimates(estimates)), series.style, label: series.label)
    ]
    guard let fit, let first = places.min(), let last = places.max() else { return layers }
    let curve = (0...60).map { step in
      let place = first + (last - first) * Double(step) / 60
      return Point(restored(place, kind), fit.value(at: place))
    }
    layers.insert(Layer(.lines(Lines(curve)), series.style), at: 0)
    if (first...last).contains(fit.midpoint) {
      // An end outside of the panel, or open, is drawn up to its edge.
      let ends = fit.midpointInterval
      let low = restored(max(ends.low, 2 * first - last), kind)
      let high = restored(min(ends.high, 2 * last - first), kind)
      let onset = Estimates.Estimate(Point(restored(fit.midpoint, kind), 0.5), x: low...high)
      var style = series.style
      style.marker = .diamond
      layers.append(Layer(.estimates(Estimates([onset])), style))
    }
    return layers
  }
}
