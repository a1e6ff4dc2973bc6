import Engine

/// Trajectories of some trials, so that a figure costs the same however large the sweep is: of cells at equal
/// distances in the order of the grid, and of each the first seeds.
struct TrialSample: Sendable {
  /// A trial.
  struct Trial: Sendable {
    /// What its trajectory says.
    let milestones: Milestones
    /// Its evaluations.
    let trajectory: [Evaluation]
    /// One for each of the sample's columns; `nil` where it was not measured.
    let tracks: [MeasureTrack?]
  }

  /// A cell.
  struct Cell: Sendable {
    /// Its position in the sweep.
    let index: Int
    /// Its values on the axes that vary.
    let title: String
    /// Its trials.
    let trials: [Trial]
  }

  /// The cells.
  let cells: [Cell]
  /// The columns of measures that were read.
  let columns: [MeasuredColumn]
  /// How many cells have trials, and how many trials the largest of them has.
  private let (allCells, allTrials): (Int, Int)

  /// How many cells are read, and how many trials of each.
  static let (mostCells, mostTrials) = (8, 20)

  /// Reads a store.
  ///
  /// - Parameters:
  ///   - store: the store.
  ///   - sweep: its trials, all or those of some cells.
  ///   - columns: the columns of measures to read along.
  /// - Throws: what reading throws.
  init(_ store: ResultStore, _ sweep: SweepSummary, columns: [MeasuredColumn] = []) throws {
    let filled = sweep.trials.indices.filter { !sweep.trials[$0].isEmpty }
    self.columns = columns
    allCells = filled.count
    allTrials = filled.map { sweep.trials[$0].count }.max() ?? 0
    let axes = sweep.varyingAxes.telling
    cells = try evenly(filled, atMost: Self.mostCells).map { index in
      let chosen = sweep.trials[index].prefix(Self.mostTrials)
      var measured: [Int: [MeasureTrack?]] = [:]
      if !columns.isEmpty, let first = chosen.first {
        let seeds = Set(chosen.map(\.seed))
        try store.forEachMeasured(ofCell: first.cell) { seed, series in
          guard seeds.contains(seed) else { return }
          measured[seed] = columns.map { MeasureTrack($0, in: series) }
        }
      }
      let trials = try chosen.compactMap { trial -> Trial? in
        let stored = try store.trial(ofCell: trial.cell, seed: trial.seed)
        return stored.map {
          Trial(
            milestones: trial.milestones, trajectory: $0.result.trajectory,
            tracks: measured[trial.seed] ?? columns.map { _ in nil })
        }
      }
      return Cell(index: index, title: axes.label(ofCell: index), trials: trials)
    }
  }

  /// What is not in it, in a sentence; empty if all is.
  var reduction: String {
    let parts = [
      cells.count < allCells ? "\(cells.count) of \(allCells) cells, at equal distances" : "",
      Self.mostTrials < allTrials
        ? "of each the first \(Self.mostTrials) of up to \(allTrials) trials" : "",
    ].filter { !$0.isEmpty }
    return parts.isEmpty ? "" : "Read: \(parts.joined(separator: ", "))."
  }
}
