import Engine

/// Lets trials go out as a plan of seeds calls for them.
struct SeedSchedule {
  private var plan: SeedPlan
  private let thresholds: Thresholds
  private let workload: Workload
  /// The share of each cell of the grid that has one.
  private let shares: [Int: Int]
  /// How many trials of each share have gone out.
  private(set) var released: [Int]

  /// Begins with what is stored; `nil` if the number of seeds is fixed.
  init?(_ experiment: Experiment, store: ResultStore, workload: Workload) throws {
    guard let seeds = experiment.adaptiveSeeds else { return nil }
    plan = SeedPlan(seeds, cellCount: experiment.cellCount)
    thresholds = experiment.thresholds
    self.workload = workload
    shares = Dictionary(
      uniqueKeysWithValues: workload.shares.enumerated().map { ($1.position, $0) })
    released = workload.shares.map { _ in 0 }
    try store.forEachSummary(under: thresholds) { plan.record($0) }
    _ = next()
  }

  /// Takes in a result, and returns how many more trials of which shares go out because of it.
  mutating func take(_ report: TrialReport) -> [(share: Int, count: Int)] {
    let (share, seed) = workload.place(of: report.trial)
    plan.record(
      TrialSummary(
        cell: workload.shares[share].position, seed: seed,
        milestones: Milestones(
          report.result, of: workload.shares[share].cell, thresholds: thresholds)))
    return next()
  }

  private mutating func next() -> [(share: Int, count: Int)] {
    // A cell's seeds go out in their order, so that a count says which.
    let trials = Dictionary(grouping: plan.next(), by: \.cell)
    return trials.sorted { $0.key < $1.key }.compactMap { cell, trials in
      guard let share = shares[cell] else { return nil }
      released[share] += trials.count
      return (share, trials.count)
    }
  }
}
