import Engine

@testable import Sweep

/// Trials whose curves are fractions of whole numbers, so that they are the same on every machine: strong decay
/// and many samples generalize sooner, weak decay and few samples not within the budget.
enum PlantedFigures {
  static let decays = [0.1, 0.3, 1, 3]
  static let fractions = [0.3, 0.5]
  static let seeds = 6
  static let budget = 5000

  /// Four weight decays, two train fractions, six seeds, pruned twice, with the measure `fourier`.
  static func experiment() throws -> Experiment {
    let source = experimentSource(
      name: "planted",
      grid: "optimizer.weight_decay: [0.1, 0.3, 1, 3], train_fraction: [0.3, 0.5]",
      seeds: "\(seeds)"
    ).replacing("steps: 1000", with: "steps: \(budget)")
    return try Experiment(
      source: source
        + "\nmeasures: [fourier]\nthresholds: {memorization: 0.99, generalization: 0.9}",
      path: "planted.yaml")
  }

  /// A store with all trials; the diverged one is the first of the last cell.
  static func withStore(_ body: (ResultStore) throws -> Void) throws {
    try withDirectory { directory in
      let experiment = try experiment()
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      let records = (0..<experiment.cellCount).flatMap { cell in
        experiment.seeds.map { seed in
          record(experiment, cell: cell, seed: seed, trial(experiment, cell: cell, seed: seed))
        }
      }
      _ = try store.append(records)
      try body(store)
    }
  }

  /// What figures are drawn of.
  static func source(_ store: ResultStore) throws -> FigureSource {
    let sweep = try SweepSummary(store)
    return FigureSource(
      sweep,
      sample: try TrialSample(
        store, sweep, columns: store.experiment.measuredColumns.forFigures))
  }

  private static let steps: [Int] = {
    let grid = [1, 10, 100, 1000].flatMap { decade in
      [10, 14, 20, 28, 40, 56, 80].map { $0 * decade / 10 }
    }
    return Set([0, budget] + grid.filter { $0 < budget }).sorted()
  }()

  /// `r⁴/(1 + r⁴)` of a step over its middle.
  private static func rise(_ step: Int, _ middle: Double) -> Double {
    let square = Double(step) / middle * (Double(step) / middle)
    return square * square / (1 + square * square)
  }

  private static func trial(_ experiment: Experiment, cell: Int, seed: Int) -> TrialResult {
    let (decay, fraction) = (decays[cell / 2], fractions[cell % 2])
    let start = 15 + Double(seed)
    let middle = 500 / decay * (0.25 / (fraction * fraction)) * (1 + 0.6 * Double(seed))
    let isLost = cell == 7 && seed == 0
    let trajectory = steps.map { step in
      let (train, test) = (rise(step, start), rise(step, middle))
      let points = step == 1000 || step == budget ? 41 : 0
      return Evaluation(
        step: step, trainLoss: isLost && step == budget ? .nan : 2 - 1.99 * train,
        trainAccuracy: train,
        testLoss: 2 + 3 * train - 4.9 * test * train, testAccuracy: test,
        tensorNorm2: [300 + 200 * train - 250 * test, 100 - 40 * test],
        pruning: points == 0
          ? nil
          : PruningCurve(
            accuracies: (0..<points).map { point in
              test * (1 - rise(point, 10 + 15 * test + Double(seed)))
            }))
    }
    let measures = experiment.measures.map { request in
      var series = MeasureSeries(
        kind: request.kind, request: request.identity, version: request.version,
        columns: experiment.columns(of: request, ofCell: cell))
      for step in steps where step > 0 {
        let numbers = series.columns.indices.map {
          0.05 + 0.4 * rise(step, middle) + 0.001 * Double($0)
        }
        series.append(numbers, at: step)
      }
      return series
    }
    return TrialResult(
      tensors: ["E", "W"], trajectory: trajectory, ending: isLost ? .diverged : .budget,
      measures: measures)
  }

  /// A sweep of 42 cells and 840 trials, which generalize ever later and at last not at all.
  static var large: SweepSummary {
    let rates = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1]
    let shares = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
    let cells = rates.enumerated().flatMap { row, rate in
      shares.enumerated().map { column, share in
        plantedCell(
          row * shares.count + column,
          [("optimizer.learning_rate", real(rate)), ("train_fraction", real(share))], steps: 2000)
      }
    }
    var sweep = SweepSummary(
      fields: ["optimizer.learning_rate", "train_fraction"], cells: cells, thresholds: Thresholds(),
      expected: 840)
    for cell in cells.indices {
      for seed in 0..<20 {
        let step = 3000 - 60 * cell + 10 * seed
        let trial = plantedTrial(
          memorizedAt: 20, generalizedAt: step <= 2000 ? step : nil, steps: 2000)
        sweep.add(trial, cell: cell, seed: seed)
      }
    }
    return sweep
  }
}
