import Engine
import Foundation
import Statistics

/// Why trials decide no line.
enum NoLine: Hashable, Sendable {
  /// No cell has weight decay.
  case noDecay
  /// The predictor is nowhere above 0.
  case noPredictor
  /// No two cells differ in the predictor alone.
  case notVaried
  /// The trials that have a delay have fewer than two predictors.
  case onePredictor
}

/// The points of a law, by cell.
struct DelayPoints {
  /// A point for each trial of each cell, `nil` where the trial has none.
  let cells: [[Observation?]]
  /// The predictor of each cell, where all of its trials share it.
  let predictors: [(group: Int, x: Double?)]
  let groupCount: Int
  let omitted: [Omission: Int]
  let reasonForNone: NoLine

  init(
    _ law: DelayLaw, _ sweep: SweepSummary, _ response: Response, includesUnstable: Bool = false
  ) {
    let terms = sweep.cells.map { law.terms(of: $0) }
    var numbers: [String: Int] = [:]
    for term in terms where numbers[term.group] == nil { numbers[term.group] = numbers.count }

    // A group of cells with one predictor decides nothing, whatever becomes of its trials.
    var predictors = [Set<Double>](repeating: [], count: numbers.count)
    for term in terms {
      if let value = term.value { predictors[numbers[term.group] ?? 0].insert(value) }
    }

    var omitted: [Omission: Int] = [:]
    var cells: [[Observation?]] = []
    for (index, (cell, term)) in zip(sweep.trials, terms).enumerated() {
      let group = numbers[term.group] ?? 0
      let unstable = !includesUnstable && sweep.stability(ofCell: index).isUnstable
      let varies = law == .normSeparation || predictors[group].count > 1
      cells.append(
        cell.map { trial in
          switch unstable
            ? .failure(.unstable)
            : varies ? law.point(trial.milestones, term, response) : .failure(.notVaried)
          {
          case .success(let point): return Observation(group: group, x: point.x, y: point.y)
          case .failure(let reason):
            omitted[reason, default: 0] += 1
            return nil
          }
        })
    }
    self.cells = cells
    groupCount = numbers.count
    self.omitted = omitted
    self.predictors = terms.map { (numbers[$0.group] ?? 0, law.predictor(of: $0)) }
    reasonForNone =
      if !terms.contains(where: { $0.value != nil }) {
        law == .normSeparation ? .noDecay : .noPredictor
      } else if !predictors.contains(where: { $0.count > 1 }), law != .normSeparation {
        .notVaried
      } else {
        .onePredictor
      }
  }

  var all: [Observation] { cells.flatMap { $0.compactMap(\.self) } }

  /// The cells that have observations in a group whose predictor varies.
  func deciding(_ cells: [[Observation]]) -> [ClusterMean] {
    var values = [Set<Double>](repeating: [], count: groupCount)
    for observation in cells.joined() { values[observation.group].insert(observation.x) }
    let kept = values.indices.filter { values[$0].count > 1 }
    return cells.compactMap { cell in
      cell.first.map { kept.contains($0.group) } == true ? ClusterMean(cell) : nil
    }
  }

  var canBeResampled: Bool {
    cells.allSatisfy { $0.count > 1 || $0.allSatisfy { $0 == nil } }
  }

  /// The 95 % interval of the slope within groups, of resampled trials.
  func resampledInterval(seed: Int) -> Interval? {
    var means = [(x: Double, y: Double, count: Double)](repeating: (0, 0, 0), count: groupCount)
    for point in all {
      means[point.group].x += point.x
      means[point.group].y += point.y
      means[point.group].count += 1
    }
    // Less the means of their groups, so that sums of squares lose no digits.
    let centered = cells.map { cell in
      cell.map { point in
        point.map {
          let mean = means[$0.group]
          return Observation(
            group: $0.group, x: $0.x - mean.x / mean.count, y: $0.y - mean.y / mean.count)
        }
      }
    }
    var draws = Generator(seed: seed, stream: "bootstrap")
    return Bootstrap.interval(sizes: cells.map(\.count), using: &draws) { drawn in
      var sums = [LineSums](repeating: LineSums(), count: groupCount)
      for (cell, indices) in zip(centered, drawn) {
        for index in indices {
          guard let point = cell[index] else { continue }
          sums[point.group].take(count: 1, x: point.x, y: point.y)
        }
      }
      return LineSums.slope(sums)
    }
  }
}

/// The sums of one group of points, from which a slope within groups follows.
struct LineSums {
  private var count = 0.0
  private var x = 0.0
  private var y = 0.0
  private var xx = 0.0
  private var xy = 0.0
  private var low = Double.infinity
  private var high = -Double.infinity

  /// Takes in points at one predictor; `y` is their sum.
  mutating func take(count: Double, x: Double, y: Double) {
    self.count += count
    self.x += count * x
    self.y += y
    xx += count * x * x
    xy += x * y
    low = min(low, x)
    high = max(high, x)
  }

  /// The common slope; `nil` if the predictor varies in no group.
  static func slope(_ groups: [LineSums]) -> Double? {
    var (xx, xy) = (0.0, 0.0)
    for group in groups where group.low < group.high {
      xx += group.xx - group.x * group.x / group.count
      xy += group.xy - group.x * group.y / group.count
    }
    return xx > 0 ? xy / xx : nil
  }
}
