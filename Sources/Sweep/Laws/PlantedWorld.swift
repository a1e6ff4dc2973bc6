import Engine
import Foundation

/// Sweeps whose law is known, for verdicts: a cell for each pair of weight decay and train fraction, whose
/// delays miss the law by `misfit` a cell and .3 a trial, as standard deviations of logarithms.
struct PlantedWorld: Sendable {
  /// What sets the delay.
  enum Law: String, CaseIterable, Sendable {
    case inverseDecay = "1/(eta lambda)"
    case otherExponent = "(eta lambda)^-.7"
    case threshold = "threshold in the fraction"
    case idleNorm = "the norm decays and does nothing"
    case memorization = "delay follows T_mem only"
    case flat = "all flat"
  }

  /// What sets the delay.
  var law = Law.inverseDecay
  /// How many cells there are, with how many trials each.
  var cells = 8
  var trials = 5
  /// How far cells miss the law, one standard deviation of logarithms.
  var misfit = 0.1
  /// The share of trials that one budget censors.
  var censored = 0.0

  /// The exponent of `ηλ`, or of the fraction above the critical one.
  var exponent: Double {
    switch law {
    case .inverseDecay, .memorization: -1
    case .otherExponent, .idleNorm: -0.7
    case .threshold: -1.5
    case .flat: 0
    }
  }

  /// `ηλ` and the fraction of each cell, over a decade and a half.
  private var grid: [(decay: Double, fraction: Double)] {
    if law == .threshold {
      return (0..<cells).map { (1, 0.25 + 0.6 * Double($0) / Double(cells - 1)) }
    }
    return (0..<cells).map { (0.1 * pow(10, 1.5 * Double($0) / Double(cells - 1)), 0.5) }
  }

  /// Draws a sweep with independent standard normal numbers.
  func sweep(_ normal: () -> Double) -> SweepSummary {
    struct Trial {
      var start: Double
      var delay: Double
      var norm: Double
    }
    let rate = 1e-3
    var rows: [[Trial]] = []
    for cell in grid {
      let own = misfit * normal()
      rows.append(
        (0..<trials).map { _ in
          let eta = rate * cell.decay
          let start = 200 * exp(0.3 * normal())
          let u = 0.3 * normal()
          var norm = 1000 * exp(0.2 * normal() - 2 * eta * start)
          var delay: Double
          switch law {
          case .inverseDecay: delay = 2 / eta
          case .otherExponent, .idleNorm: delay = 20 * pow(eta, -0.7)
          case .threshold: delay = 500 * pow(cell.fraction - 0.2, -1.5)
          case .memorization:
            // A late memorization leaves less norm and a shorter delay.
            delay = 1e4 * pow(start / 200, -1) / cell.decay
            norm = 1000 * pow(start / 200, -2) * exp(0.2 * normal())
          case .flat: delay = 3000
          }
          delay *= exp(own + u)
          return Trial(start: start, delay: max(2, delay), norm: norm)
        })
    }
    let all = rows.joined().map { $0.start + $0.delay }.sorted()
    let position = Int((1 - censored) * Double(all.count))
    let bound = position < all.count ? all[position] : 2 * (all.last ?? 1)
    let cells = grid.enumerated().map { index, cell in
      Self.cell(index, decay: cell.decay, fraction: cell.fraction)
    }
    var sweep = SweepSummary(
      fields: ["optimizer.weight_decay", "train_fraction"], cells: cells,
      thresholds: Thresholds(), expected: cells.count * trials)
    for (cell, trials) in rows.enumerated() {
      for (seed, trial) in trials.enumerated() {
        let (start, end) = (Int(trial.start), Int(trial.start + trial.delay))
        let isEvent = Double(end) < bound
        let eta = rate * grid[cell].decay
        let watched = isEvent ? Int(1.1 * Double(end)) : Int(bound)
        func norm(_ step: Int) -> Double { trial.norm * exp(-2 * eta * Double(step - start)) + 50 }
        sweep.add(
          TrialSummary(
            cell: cell, seed: seed,
            milestones: Milestones(
              memorization: .reached(start),
              generalization: isEvent ? .reached(end) : .censored(after: Int(bound)),
              steps: watched, norm2AtMemorization: trial.norm,
              norm2AtGeneralization: isEvent ? norm(end) : nil, norm2AtEnd: norm(watched),
              norm2AtStart: 1500)))
      }
    }
    return sweep
  }

  private static func cell(_ index: Int, decay: Double, fraction: Double) -> Cell {
    let values = [decay, fraction].map { ConfigurationNode(.real($0)) }
    var node = TrialConfiguration().node
    for (path, value) in zip(["optimizer.weight_decay", "train_fraction"], values) {
      node.set(value, at: path.split(separator: ".")[...])
    }
    guard let configuration = try? TrialConfiguration(node, at: "") else {
      preconditionFailure("\(node.canonicalJSON) is no configuration")
    }
    return Cell(index: index, values: values, configuration: configuration)
  }
}
