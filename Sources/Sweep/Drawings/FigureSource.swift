/// What figures are drawn of: the trials of a sweep by their milestones, and of a store also some of its
/// trajectories.
struct FigureSource: Sendable {
  /// The trials.
  let sweep: SweepSummary
  /// Their cells, in the order of the sweep's.
  let cells: [CellSummary]
  /// The axes in which they differ.
  let axes: [SweepAxis]
  /// Trajectories; none of a file of trials.
  let sample: TrialSample?
  private let known: Verdicts?

  /// Takes the trials of a file, or those of a store's grid.
  ///
  /// - Parameters:
  ///   - sweep: the trials.
  ///   - sample: some of their trajectories.
  ///   - verdicts: what the laws' fits say of them, if that is known already.
  init(_ sweep: SweepSummary, sample: TrialSample? = nil, verdicts: Verdicts? = nil) {
    self.sweep = sweep
    self.sample = sample
    cells = sweep.cellSummaries
    axes = sweep.varyingAxes
    known = verdicts
  }

  /// What the laws' fits say; of many cells that takes seconds.
  var verdicts: Verdicts { known ?? Verdicts(sweep) }

  /// The trajectories.
  func trajectories() throws(NoFigure) -> TrialSample {
    guard let sample else { throw NoFigure("a file of trials has no trajectories") }
    guard !sample.cells.isEmpty else { throw NoFigure("no trial is stored") }
    return sample
  }

  /// How many trials there are and how they ended, in a sentence.
  var counts: String {
    func sum(_ count: (CellSummary) -> Int) -> Int { cells.reduce(0) { $0 + count($1) } }
    let missing = sweep.missing > 0 ? ", \(sweep.missing) missing" : ""
    return "\(plural(sum(\.trials), "trial")) in \(plural(cells.count, "cell")): "
      + "\(sum(\.generalized)) generalized, \(sum(\.censored)) censored, \(sum(\.diverged)) diverged"
      + missing + "."
  }

  /// The same with how milestones were taken.
  var countsAndMilestones: String {
    ([counts] + sweep.milestoneNotes).joined(separator: " ")
  }
}
