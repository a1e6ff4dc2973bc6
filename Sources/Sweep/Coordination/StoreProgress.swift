import Engine

/// How far a sweep is, from its store alone, for whoever watches from outside.
struct StoreProgress {
  private let store: ResultStore
  /// The time since 1970, in seconds.
  private let date: Double

  /// Looks at a store as it is at a time.
  init(_ store: ResultStore, at date: Double) { (self.store, self.date) = (store, date) }

  /// What is to be shown, and whether nothing is left to do.
  func progress() throws -> (progress: SweepProgress, isComplete: Bool) {
    let experiment = store.experiment
    let missing = try store.missingTrials()
    let seeds = try SeedSchedule(experiment, store: store, workload: missing)
    let due = seeds?.released ?? missing.shares.map(\.seeds.count)
    let left = due.reduce(0, +)
    let costs = try CostModel(missing, store: store)
    var cells = try store.progressCells()
    if seeds != nil {
      for (share, count) in zip(missing.shares, due) { cells[share.position].trials += count }
    }
    let training = store.writer == nil ? [] : try store.trialsInTraining()
    let shares = Dictionary(
      uniqueKeysWithValues: missing.shares.enumerated().map { ($1.position, $0) })
    let running = training.compactMap { trial -> TimeLeft.Running? in
      guard let share = shares[trial.cell] else { return nil }
      // How far it is follows from how long it has been at it.
      let perStep =
        costs.secondsPerStep(share)
        ?? costs.secondsPerWork.map { $0 * costs.workPerStep(share) } ?? .infinity
      return TimeLeft.Running(
        cell: share, steps: Double(trial.step) + max(0, date - trial.since) / perStep)
    }
    var waiting = due
    for trial in running { waiting[trial.cell] = max(0, waiting[trial.cell] - 1) }
    let done = cells.reduce(0) { $0 + $1.ended }
    var progress = SweepProgress(
      name: experiment.name, done: done, total: done + left, running: training.count)
    if !training.isEmpty,
      let outlook = TimeLeft(
        costs, waiting: waiting, running: running, secondsPerWork: nil, workers: training.count)
    {
      (progress.left, progress.share) = (outlook.interval, outlook.share)
    }
    let shown = shown(cells, busy: training.map(\.cell))
    progress.cells = shown.map { cells[$0] }
    progress.hiddenCells = cells.count - shown.count
    return (progress, left == 0)
  }

  /// Cells in training, then those that have begun and are not complete.
  private func shown(_ cells: [SweepProgress.Cell], busy: [Int]) -> [Int] {
    if cells.count <= SweepProgress.mostCells { return Array(cells.indices) }
    let busy = Set(busy)
    let begun = cells.indices.filter {
      !busy.contains($0) && cells[$0].ended > 0 && cells[$0].ended < cells[$0].trials
    }
    return (busy.sorted() + begun).prefix(SweepProgress.mostCells).sorted()
  }
}
