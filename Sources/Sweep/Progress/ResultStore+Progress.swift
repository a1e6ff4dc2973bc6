extension ResultStore {
  /// What the trials of each cell of the grid have come to, under the experiment's thresholds; with a
  /// plan of seeds a cell has as many trials as have ended.
  func progressCells() throws -> [SweepProgress.Cell] {
    let experiment = experiment
    let axes = AxisColumns(
      experiment.fields, (0..<experiment.cellCount).map { experiment.cell($0).values })
    var cells = axes.labels.enumerated().map { index, label in
      SweepProgress.Cell(
        label: label.isEmpty ? "cell \(index + 1)" : label, trials: experiment.seeds.count)
    }
    try forEachSummary(under: experiment.thresholds) { cells[$0.cell].add($0.milestones) }
    if experiment.adaptiveSeeds != nil {
      for index in cells.indices { cells[index].trials = cells[index].ended }
    }
    return cells
  }
}

extension SweepProgress.Cell {
  /// Takes in a trial that has ended.
  mutating func add(_ milestones: Milestones) {
    switch milestones.outcome {
    case .generalized: generalized += 1
    case .memorized: memorized += 1
    case .untrained, .diverged: others += 1
    }
  }
}
