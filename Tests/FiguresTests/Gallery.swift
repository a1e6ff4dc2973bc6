@testable import Figures

/// Numbers that look random and are the same everywhere.
struct Noise {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// Between 0 and 1.
  mutating func uniform() -> Double {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Double(state >> 11) / 9_007_199_254_740_992
  }

  /// About normal: mean 0, standard deviation 1.
  mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
}

/// Figures of made-up data, one of each kind that the field uses.
enum Gallery {
  static let all = [
    accuracy, survival, delays, phases, onset, predicted, norms, pruning, measure, heat,
  ]

  private static let steps = (0...120).map { Logarithm.power(1 + Double($0) / 30) }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + Logarithm.power(-x)) }

  /// Accuracy by seed, with the median curve.
  static var accuracy: Figure {
    var noise = Noise(1)
    func curve(_ center: Double, _ floor: Double, _ sharpness: Double) -> [Point] {
      steps.map { step in
        let rise = sigmoid(sharpness * (Logarithm.decimal(step) - center))
        return Point(step, min(1, floor + (1 - floor) * rise + 0.004 * noise.normal()))
      }
    }
    let train = (0..<12).map { _ in curve(2.1 + 0.05 * noise.normal(), 0.01, 4) }
    let test = (0..<12).map { _ in curve(3.9 + 0.12 * noise.normal(), 0.02, 5) }
    let (blue, red) = (Style.series(0).with(.thin), Style(.vermillion, weight: .thin))
    return Figure(
      "accuracy", title: "Test accuracy follows two decades later",
      caption: "Addition modulo 97, 12 seeds. Thin: one seed. Thick: the median of the curves "
        + "aligned at generalization. None censored.",
      x: Axis("optimizer step", .logarithmic), y: Axis("accuracy", domain: 0...1),
      panels: [
        Panel(layers: [
          Layer(.lines(Lines(train)), blue), Layer(.lines(Lines(test)), red),
          Layer(
            .lines(Lines(curve(2.1, 0.01, 4))), Style(.blue, weight: .thick), label: "training"),
          Layer(
            .lines(Lines(curve(3.9, 0.02, 5))), Style(.vermillion, dash: .dashed, weight: .thick),
            label: "test"),
          Layer(.reference(Reference(.horizontal(0.95)))),
        ])
      ])
  }

  /// Kaplan-Meier curves with numbers at risk.
  static var survival: Figure {
    var noise = Noise(2)
    var layers: [Layer] = []
    var rows: [Table.Row] = []
    for (index, decay) in ["0.1", "0.3", "1"].enumerated() {
      let center = 4.5 - 0.45 * Double(index)
      let times = (0..<30).map { _ in Logarithm.power(center + 0.25 * noise.normal()) }.sorted()
      let budget = 40_000.0
      var (points, atRisk) = ([Point(1000, 1)], [Point(1000, 30)])
      for (rank, time) in times.enumerated() where time < budget {
        points.append(Point(time, 1 - Double(rank + 1) / 30))
        atRisk.append(Point(time, Double(29 - rank)))
      }
      let last = points[points.count - 1].y
      points.append(Point(budget, last))
      let style = Style.series(index)
      let high = points.map { Point($0.x, min(1, $0.y + 0.12)) }
      let low = points.map { Point($0.x, max(0, $0.y - 0.12)) }
      if index == 1 { layers.append(Layer(.band(Band(low: low, high: high).stepped), style)) }
      layers.append(
        Layer(
          .steps(Steps(points, ticks: last > 0 ? [Point(budget, last)] : [])), style,
          label: "λ = \(decay)"))
      rows.append(Table.Row(label: "λ = \(decay)", style, steps: atRisk))
    }
    let figure = Figure(
      "survival", title: "Stronger decay generalizes sooner",
      caption: "Kaplan-Meier curves, 30 trials a cell; ticks are censored trials. The band is the "
        + "95 % interval of λ = 0.3.",
      x: Axis("optimizer step", .logarithmic), y: Axis("not yet generalized", domain: 0...1),
      panels: [Panel(layers: layers, table: Table("At risk", rows))])
    return figure
  }

  /// Delays against 1/(ηλ) with intervals and arrows.
  static var delays: Figure {
    var noise = Noise(3)
    var layers: [Layer] = []
    for (index, rate) in [1e-3, 3e-3, 1e-2].enumerated() {
      let style = Style.series(index)
      let xs = [0.1, 0.2, 0.5, 1, 2].map { 1 / (rate * $0) }
      let estimates = xs.map { x in
        let y = 2.2 * x * Logarithm.power(0.08 * noise.normal())
        return Estimates.Estimate(Point(x, y), y: y / 1.35...y * 1.4)
      }
      let known = estimates.filter { $0.point.y < 12_000 }
      let name =
        "η = \(DecimalNumber(coefficient: [1, 3, 1][index], exponent: [-3, -3, -2][index]).label)"
      layers.append(Layer(.estimates(Estimates(known)), style, label: name))
      let censored = estimates.filter { $0.point.y >= 12_000 }.map { Point($0.point.x, 12_000) }
      layers.append(Layer(.arrows(Arrows(censored)), style))
    }
    layers.append(
      Layer(
        .lines(Lines([Point(40, 88), Point(11_000, 24_200)])), Style(dash: .dashed), label: "1/(ηλ)"
      ))
    return Figure(
      "delays", title: "The delay goes with 1/(ηλ)",
      caption: "Medians with 95 % intervals, 20 seeds a cell. Arrows: more than half of the trials "
        + "are censored at 12 000 steps.",
      x: Axis("1/(ηλ)", unit: "steps", .logarithmic), y: Axis("delay", unit: "steps", .logarithmic),
      panels: [Panel(layers: layers)])
  }

  /// A phase map with hatched cells.
  static var phases: Figure {
    let fractions = ["0.2", "0.3", "0.4", "0.5", "0.6", "0.7"]
    let decays = ["0.01", "0.03", "0.1", "0.3", "1"]
    var cells: [Cells.Cell] = []
    for row in decays.indices {
      for column in fractions.indices {
        let power = 5.2 - 0.3 * Double(row) - 0.35 * Double(column)
        let isCensored = power > 4.5
        cells.append(
          Cells.Cell(
            column: column, row: row,
            value: row == 4 && column == 5 ? .nan : Logarithm.power(power),
            label: isCensored ? ">" : "", isCensored: isCensored))
      }
    }
    var figure = Figure(
      "phases", title: "Where and when trials generalize",
      caption: "Median delay of 20 seeds. Hatched: more than half are censored, the colour is the "
        + "bound. Grey: no trial memorized.",
      x: Axis("training fraction", .categories(fractions)),
      y: Axis("weight decay λ", .categories(decays)),
      color: Axis("median delay", unit: "steps", .logarithmic),
      panels: [Panel(layers: [Layer(.cells(Cells(cells)))])])
    figure.aspect = 0.75
    return figure
  }

  /// The share that generalized with a logistic fit.
  static var onset: Figure {
    let fractions = [0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5]
    let shares = [0, 0.05, 0.2, 0.55, 0.85, 0.95, 1]
    let estimates = zip(fractions, shares).map { x, y in
      Estimates.Estimate(
        Point(x, y), y: max(0, y - 0.18 * (1 - y) - 0.02)...min(1, y + 0.18 * y + 0.1))
    }
    let xs = (0...60).map { 0.12 + 0.41 * Double($0) / 60 }
    func fit(_ shift: Double) -> [Point] {
      xs.map { Point($0, sigmoid(14 * ($0 - 0.295 + shift))) }
    }
    return Figure(
      "onset", title: "Half of the trials generalize at a fraction of 0.295",
      caption:
        "Shares with Wilson's 95 % intervals, 20 seeds each; logistic fit with its 95 % band.",
      x: Axis("training fraction"), y: Axis("share generalized", domain: 0...1),
      panels: [
        Panel(layers: [
          Layer(.band(Band(low: fit(-0.02), high: fit(0.02))), Style(.blue), label: "logistic fit"),
          Layer(.lines(Lines(fit(0))), Style(.blue), label: "logistic fit"),
          Layer(.estimates(Estimates(estimates)), Style(), label: "cells"),
          Layer(.reference(Reference(.vertical(0.295)))),
          Layer(.texts(Texts([Texts.Text("0.295 [0.27, 0.32]", at: Point(0.3, 0.08))]))),
        ])
      ])
  }

  /// Predicted against measured, for two laws.
  static var predicted: Figure {
    var noise = Noise(5)
    func panel(_ title: String, _ slope: Double) -> Panel {
      var layers = [Layer(.reference(Reference(.identity)), label: "identity")]
      for index in 0..<2 {
        let points = (0..<9).map { i in
          let x = Logarithm.power(2.4 + 0.22 * Double(i) + 0.05 * noise.normal())
          let y = Logarithm.power(
            3.2 + slope * (Logarithm.decimal(x) - 3.2) + 0.06 * noise.normal())
          return Estimates.Estimate(Point(x, y), x: x / 1.2...x * 1.2, y: y / 1.3...y * 1.3)
        }
        layers.append(
          Layer(.estimates(Estimates(points)), .series(index), label: ["AdamW", "SGD"][index]))
      }
      return Panel(title, layers: layers)
    }
    var figure = Figure(
      "predicted", title: "Predicted against measured delay",
      caption: "Each point is a cell, with 95 % intervals; predictions are of cells left out.",
      x: Axis("measured delay", unit: "steps", .logarithmic),
      y: Axis("predicted", unit: "steps", .logarithmic),
      panels: [panel("1/(ηλ): compatible", 1), panel("norm: excluded", 0.3)])
    figure.columns = 2
    figure.aspect = 0.9
    return figure
  }

  /// Accuracy above the norm, which share their steps.
  static var norms: Figure {
    var noise = Noise(6)
    let seeds = (0..<8).map { _ in 3.8 + 0.15 * noise.normal() }
    let accuracy = seeds.map { c in
      steps.map { Point($0, sigmoid(5 * (Logarithm.decimal($0) - c))) }
    }
    let norms = seeds.map { c in
      steps.map { step in
        Point(
          step,
          900 * (1 + step / 900) / (1 + step / 300) + 2200
            * sigmoid(-3 * (Logarithm.decimal(step) - c)))
      }
    }
    var figure = Figure(
      "norms", title: "The norm falls as test accuracy rises", caption: "8 seeds.",
      x: Axis("optimizer step", .logarithmic), y: Axis("test accuracy", domain: 0...1),
      panels: [
        Panel("a", layers: [Layer(.lines(Lines(accuracy)), Style(.vermillion, weight: .thin))]),
        Panel(
          "b", y: Axis("‖θ‖²"), layers: [Layer(.lines(Lines(norms)), Style(.blue, weight: .thin))]),
      ])
    figure.aspect = 0.42
    return figure
  }

  /// Accuracy against the fraction pruned, named directly.
  static var pruning: Figure {
    let shares = (0...50).map { Double($0) / 50 }
    let layers = ["memorized", "midway", "generalized", "end"].enumerated().map { index, name in
      let limit = 0.35 + 0.17 * Double(index)
      let curve = shares.map { Point($0, sigmoid(18 * (limit - $0))) }
      return Layer(.lines(Lines(curve)), .series(index), label: name)
    }
    var figure = Figure(
      "pruning", title: "What generalizes can be pruned",
      caption: "Median of 20 seeds. Weights are pruned by magnitude.",
      x: Axis("weights pruned", domain: 0...1), y: Axis("test accuracy", domain: 0...1),
      panels: [Panel(layers: layers)])
    figure.aspect = 0.55
    return figure
  }

  /// A measure along training, aligned at the milestone, named directly.
  static var measure: Figure {
    var noise = Noise(7)
    let places = (0...80).map { Logarithm.power(-2 + Double($0) / 26) }
    let layers = ["λ = 0.1", "λ = 0.3", "λ = 1", "λ = 3"].enumerated().flatMap { index, name in
      let curves = (0..<5).map { _ in
        let end = 0.35 + 0.14 * Double(index) + 0.02 * noise.normal()
        return places.map { x in
          let noisy =
            0.06 + (end - 0.06) * sigmoid(4 * Logarithm.decimal(x) + 1) + 0.004 * noise.normal()
          return x > 9 && index == 3 ? Point(x, .nan) : Point(x, noisy)
        }
      }
      return [
        Layer(.lines(Lines(curves)), .series(index, weight: .thin)),
        Layer(.lines(Lines(curves[0])), .series(index, weight: .thick), label: name),
      ]
    }
    var figure = Figure(
      "measure", title: "Few frequencies before accuracy rises",
      caption: "Inverse participation ratio, 5 seeds a cell, aligned at generalization.",
      x: Axis("step over generalization step", .logarithmic), y: Axis("Fourier IPR"),
      panels: [Panel(layers: layers + [Layer(.reference(Reference(.vertical(1))))])])
    figure.naming = .direct
    return figure
  }

  /// Fourier power by frequency along training.
  static var heat: Figure {
    var noise = Noise(8)
    var cells: [Cells.Cell] = []
    let edges = (0...40).map { Logarithm.power(2 + Double($0) / 16) }
    for frequency in 1...28 {
      let isKey = [5, 11, 19, 24].contains(frequency)
      let start = 3.2 + 0.1 * noise.normal()
      for (low, high) in zip(edges, edges.dropFirst()) {
        let share = sigmoid(5 * (Logarithm.decimal(low) - start))
        let value = isKey ? 0.03 + 0.22 * share : 0.03 * (1 - share) + 0.004 * noise.uniform()
        cells.append(
          Cells.Cell(
            x: low...high, y: Double(frequency) - 0.5...Double(frequency) + 0.5, value: value))
      }
    }
    var figure = Figure(
      "heat", title: "Four frequencies remain", caption: "Share of the Fourier power, one trial.",
      x: Axis("optimizer step", .logarithmic), y: Axis("frequency", domain: 0.5...28.5),
      color: Axis("share of power"), panels: [Panel(layers: [Layer(.cells(Cells(cells)))])])
    figure.aspect = 0.7
    return figure
  }
}
