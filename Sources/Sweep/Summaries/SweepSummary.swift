import Engine
import Statistics

/// All trials of an experiment's grid that are stored, reduced to their milestones.
///
/// It keeps no trajectory, so that a sweep's size is no matter. Cells without a trial are kept.
struct SweepSummary: Sendable {
  /// The dotted names of the axes.
  let fields: [String]
  /// The cells, with one value for each axis.
  let cells: [CellLabel]
  /// The row of each cell in the table of all cells, from 1.
  let numbers: [Int]
  /// What counts as memorized and generalized.
  let thresholds: Thresholds
  /// The hypotheses that were declared about these cells.
  let contrasts: [Contrast]
  /// If milestones are relative to the trial's own maximum: by how much they may fall short of it.
  let tolerance: Double?
  /// The laws that the experiment asks about.
  var laws: [Law] = []
  /// The distance of evaluations, in steps, where trials have no trajectory.
  let spacing: Int
  /// Where the trials come from.
  let source: Source
  /// How many trials the grid has, or with a plan of seeds how many it has called for so far.
  private(set) var expected: Int
  /// With a plan of seeds, how many trials of each cell it has called for that are not stored.
  private var due: [Int]?
  /// How many stored trials belong to no cell of the grid.
  let outsideGrid: Int
  /// The stored trials of each cell.
  private(set) var trials: [[TrialSummary]]
  /// The stability of each cell, once it has been looked at.
  private var stabilities: [Stability]?
  /// How many trials of each cell were given up and have no result.
  var abandoned: [Int]

  /// An experiment of which nothing is stored yet.
  init(
    fields: [String], cells: [Cell], thresholds: Thresholds, expected: Int, outsideGrid: Int = 0,
    tolerance: Double? = nil, contrasts: [Contrast] = []
  ) {
    self.contrasts = contrasts
    spacing = 1
    self.fields = fields
    self.cells = cells.map(CellLabel.init)
    numbers = cells.indices.map { $0 + 1 }
    self.thresholds = thresholds
    self.tolerance = tolerance
    source = .store
    self.expected = expected
    self.outsideGrid = outsideGrid
    trials = Array(repeating: [], count: cells.count)
    abandoned = Array(repeating: 0, count: cells.count)
  }

  /// Reads the trials of a store.
  init(_ store: ResultStore, overrides: ThresholdOverrides = ThresholdOverrides()) throws {
    let experiment = store.experiment
    let tally = try store.tally()
    self.init(
      fields: experiment.fields, cells: (0..<experiment.cellCount).map(experiment.cell),
      thresholds: overrides.applied(to: experiment.thresholds), expected: experiment.trialCount,
      outsideGrid: tally.outsideGrid, tolerance: overrides.tolerance,
      contrasts: experiment.contrasts)
    laws = experiment.laws
    for (index, cell) in tally.cells.enumerated() {
      abandoned[index] = cell.abandoned
      trials[index].reserveCapacity(cell.stored)
    }
    try store.forEachSummary(under: thresholds, tolerance: tolerance) { add($0) }
    if let seeds = experiment.adaptiveSeeds {
      var plan = SeedPlan(seeds, cellCount: experiment.cellCount)
      for trial in trials.joined() { plan.record(trial) }
      let due = Dictionary(grouping: plan.next(), by: \.cell).mapValues(\.count)
      self.due = cells.indices.map { due[$0] ?? 0 }
      expected = stored + due.values.reduce(0, +)
    }
  }

  /// Takes the trials of a file.
  init(_ file: TrialsFile) {
    fields = file.axes
    spacing = file.spacing
    cells = file.cells
    numbers = cells.indices.map { $0 + 1 }
    thresholds = Thresholds()
    contrasts = []
    tolerance = nil
    source = .file(name: file.file, unknownBounds: file.unknownBounds)
    trials = file.trials
    abandoned = Array(repeating: 0, count: file.cells.count)
    expected = file.trials.reduce(0) { $0 + $1.count }
    outsideGrid = 0
  }

  /// The cells of another sweep that are kept.
  ///
  /// No hypothesis was declared about a selection.
  private init(_ sweep: SweepSummary, keeping kept: [Int]) {
    fields = sweep.fields
    laws = sweep.laws
    spacing = sweep.spacing
    cells = kept.map { sweep.cells[$0] }
    numbers = kept.map { sweep.numbers[$0] }
    thresholds = sweep.thresholds
    contrasts = []
    tolerance = sweep.tolerance
    source = sweep.source
    trials = kept.map { sweep.trials[$0] }
    abandoned = kept.map { sweep.abandoned[$0] }
    due = sweep.due.map { due in kept.map { due[$0] } }
    let stored = trials.reduce(0) { $0 + $1.count }
    // Without a plan of seeds, every cell of a grid has the same.
    expected =
      sweep.source != .store
      ? stored
      : due.map { stored + $0.reduce(0, +) }
        ?? sweep.expected / max(1, sweep.cells.count) * kept.count
    outsideGrid = sweep.outsideGrid
  }

  /// Some of the cells, by their number from 0.
  func keeping(_ cells: [Int]) -> SweepSummary { SweepSummary(self, keeping: cells) }

  /// The cells that meet all conditions.
  func selecting(_ conditions: [CellCondition]) throws(SelectionError) -> SweepSummary {
    guard !conditions.isEmpty else { return self }
    return SweepSummary(
      self, keeping: try CellSelection(conditions, of: cells, axes: fields).kept)
  }

  /// Takes in one trial.
  mutating func add(_ result: TrialResult, cell: Int, seed: Int) {
    add(
      TrialSummary(
        cell: cell, seed: seed,
        milestones: Milestones(result, thresholds: thresholds, tolerance: tolerance)))
  }

  /// Takes in one trial that is already reduced to its milestones.
  mutating func add(_ trial: TrialSummary) {
    stabilities = nil
    trials[trial.cell].append(trial)
  }

  /// Whether the milestones of a cell mean what they say.
  func stability(ofCell cell: Int) -> Stability {
    stabilities?[cell] ?? Stability(trials[cell], decayRate: cells[cell].decayRate)
  }

  /// Looks at all cells once, for many that ask.
  mutating func judgeStability() {
    stabilities = cells.indices.map(stability)
  }

  /// The mean of the decay rate of `‖θ‖` between the milestones over `ηλ`, of all trials.
  var relativeDecay: MeanEstimate {
    MeanEstimate(zip(cells, trials).flatMap { $0.relativeDecays($1) })
  }

  /// How finely generalization steps are known: the largest distance to the evaluation before, in
  /// steps, and the largest as a share of the step; `nil` if none is known.
  var resolution: (steps: Int, share: Double)? {
    let known = trials.joined().compactMap { trial in
      trial.milestones.resolution.map { (width: $0, of: trial.milestones.generalization.step ?? 0) }
    }
    guard let widest = known.map(\.width).max() else { return nil }
    return (widest, known.map { Double($0.width) / Double($0.of) }.max() ?? 0)
  }

  /// How many trials of the grid are stored.
  var stored: Int { trials.reduce(0) { $0 + $1.count } }

  /// How many trials of the grid are not stored.
  var missing: Int { expected - stored }
}

extension SweepSummary {
  /// Where trials come from.
  enum Source: Hashable, Sendable {
    /// The store of an experiment.
    case store
    /// A file of trials, some of which may be censored at an unknown step.
    case file(name: String, unknownBounds: Int)
  }
}
