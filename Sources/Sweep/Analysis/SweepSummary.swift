import Engine

/// All trials of an experiment's grid that are stored, reduced to their milestones.
///
/// It keeps no trajectory, so that a sweep's size is no matter. Cells without a trial are kept.
struct SweepSummary: Sendable {
  /// The dotted names of the axes.
  let fields: [String]
  /// The cells, with one value for each axis.
  let cells: [Cell]
  /// What counts as memorized and generalized.
  let thresholds: Thresholds
  /// How many trials the grid has.
  let expected: Int
  /// How many stored trials belong to no cell of the grid.
  let outsideGrid: Int
  /// The stored trials of each cell.
  private(set) var trials: [[TrialSummary]]

  /// An experiment of which nothing is stored yet.
  init(
    fields: [String], cells: [Cell], thresholds: Thresholds, expected: Int, outsideGrid: Int = 0
  ) {
    self.fields = fields
    self.cells = cells
    self.thresholds = thresholds
    self.expected = expected
    self.outsideGrid = outsideGrid
    trials = Array(repeating: [], count: cells.count)
  }

  /// Reads the trajectories of a store, one at a time.
  init(_ store: ResultStore, overrides: ThresholdOverrides = ThresholdOverrides()) throws {
    let experiment = try store.experiment()
    self.init(
      fields: experiment.fields, cells: (0..<experiment.cellCount).map(experiment.cell),
      thresholds: overrides.applied(to: experiment.thresholds), expected: experiment.trialCount,
      outsideGrid: try store.trialsOutsideGrid())
    try store.forEachTrial { add($0.result, cell: $0.cell, seed: $0.seed) }
  }

  /// Takes in one trial.
  mutating func add(_ result: TrialResult, cell: Int, seed: Int) {
    add(
      TrialSummary(
        cell: cell, seed: seed, milestones: Milestones(result, thresholds: thresholds)))
  }

  /// Takes in one trial that is already reduced to its milestones.
  mutating func add(_ trial: TrialSummary) { trials[trial.cell].append(trial) }

  /// How many trials of the grid are stored.
  var stored: Int { trials.reduce(0) { $0 + $1.count } }

  /// How many trials of the grid are not stored.
  var missing: Int { expected - stored }
}

/// Thresholds that replace those of the experiment, where they are given.
struct ThresholdOverrides: Hashable, Sendable {
  /// The train accuracy of the memorization step.
  var memorization: Double?
  /// The test accuracy of the generalization step.
  var generalization: Double?
  /// For how many evaluations in a row the accuracy must stay at or above its threshold.
  var sustained: Int?

  /// The experiment's thresholds, with these in their places.
  func applied(to thresholds: Thresholds) -> Thresholds {
    Thresholds(
      memorization: memorization ?? thresholds.memorization,
      generalization: generalization ?? thresholds.generalization,
      sustained: sustained ?? thresholds.sustained)
  }
}
