import Engine

/// What a store knows of how the trials of a sweep were trained.
struct TrainingRecord: Sendable {
  /// The experiment.
  let experiment: Experiment
  /// Where and by what they were trained.
  private(set) var origins = Origins()
  /// How busy workers were.
  private(set) var utilisation = Utilisation()
  /// The time that the trials of each cell took, in seconds of one core.
  private(set) var seconds: [Double]
  /// How often each thing happened to trials before they had a result.
  let events: [TrialEvent.Kind: Int]
  /// How many stored trials went on under another BLAS kernel than they began with.
  let changedKernels: Int
  /// How many came out otherwise when they were trained again to be measured.
  let differing: Int

  /// Reads who trained the trials of a sweep; those that were stored since it was read are left out.
  init(_ store: ResultStore, of sweep: SweepSummary) throws {
    experiment = store.experiment
    events = try store.eventCounts()
    changedKernels = try store.changedKernels()
    differing = try store.differing()
    seconds = Array(repeating: 0, count: sweep.cells.count)
    let known = sweep.trials.map { Set($0.map(\.seed)) }
    try store.forEachAttempt { cell, seed, attempt in
      guard known[cell].contains(seed) else { return }
      origins.add(attempt)
      utilisation.add(attempt)
      seconds[cell] += attempt.wallSeconds
    }
  }
}
