import Engine
import Statistics

/// Counts what the trials of a run do, for whoever watches.
struct ProgressTracker {
  /// Seconds between two looks ahead, which take time for each cell.
  private var lookInterval: Double { max(5, Double(cells.count) / 100) }

  private let name: String
  private let workload: Workload
  private let thresholds: Thresholds
  private let doneBefore: Int
  private var costs: CostModel
  /// The cells of the grid.
  private var cells: [SweepProgress.Cell]
  /// How many trials of each share have gone out or may.
  private var waiting: [Int]
  /// What each worker trains.
  private var running: [WorkerID: Attempt] = [:]
  /// Cells in which a trial has ended of late, the last one first.
  private var recent: [Int] = []
  private var outlook: TimeLeft?
  private var lastLook = -Double.infinity

  /// A trial in training.
  private struct Attempt {
    var trial: TrialID
    var share: Int
    /// When it was first heard of, and at which step.
    var since: Double
    var first: Int
    var step: Int
  }

  /// Begins with what is stored.
  ///
  /// - Parameters:
  ///   - name: the experiment's name.
  ///   - workload: the trials of the run.
  ///   - released: how many of each share may go out at first.
  ///   - cells: what the trials of each cell of the grid have come to so far; none to show no cells.
  ///   - costs: what trials are expected to take.
  ///   - thresholds: those of the milestones.
  ///   - doneBefore: how many trials had ended before.
  init(
    _ name: String, _ workload: Workload, released: [Int]? = nil, cells: [SweepProgress.Cell],
    costs: CostModel, thresholds: Thresholds, doneBefore: Int
  ) {
    (self.name, self.workload, self.costs) = (name, workload, costs)
    (self.cells, self.thresholds, self.doneBefore) = (cells, thresholds, doneBefore)
    waiting = workload.shares.map { _ in 0 }
    if let released {
      for (share, count) in released.enumerated() { release(count, of: share) }
    } else {
      waiting = workload.shares.map(\.seeds.count)
    }
  }

  /// Call when more trials of a share may go out.
  mutating func release(_ count: Int, of share: Int) {
    waiting[share] += count
    let position = workload.shares[share].position
    if cells.indices.contains(position) { cells[position].trials += count }
  }

  /// Call when a worker says what it trains.
  mutating func hear(_ trial: TrialID, step: Int, from worker: WorkerID, at now: Double) {
    if running[worker]?.trial == trial {
      running[worker]?.step = step
    } else {
      running[worker] = Attempt(
        trial: trial, share: workload.place(of: trial).share, since: now, first: step, step: step)
    }
  }

  /// Call when nothing is expected of a worker any more.
  mutating func forget(_ worker: WorkerID) { running[worker] = nil }

  /// Call when a result is recorded, which happens once for each trial.
  mutating func record(_ report: TrialReport, from worker: WorkerID) {
    let share = workload.place(of: report.trial).share
    if running[worker]?.trial == report.trial { running[worker] = nil }
    waiting[share] -= 1
    costs.record(cell: share, steps: report.result.steps, seconds: report.wallSeconds)
    let position = workload.shares[share].position
    recent.removeAll { $0 == position }
    recent = Array(([position] + recent).prefix(SweepProgress.mostCells))
    guard cells.indices.contains(position) else { return }
    let milestones = Milestones(
      report.result, of: workload.shares[share].cell, thresholds: thresholds)
    cells[position].add(milestones)
  }

  /// Looks at what trials have done.
  ///
  /// - Parameters:
  ///   - done: how many trials of the run have ended.
  ///   - total: how many may have gone out.
  ///   - workers: how many train.
  ///   - elapsed: seconds since the run began.
  ///   - now: the time by which trials are heard of.
  /// - Returns: what is to be shown.
  mutating func progress(
    done: Int, total: Int, workers: Int, elapsed: Double, at now: Double
  ) -> SweepProgress {
    if now - lastLook >= lookInterval { look(workers: workers, at: now) }
    var progress = SweepProgress(
      name: name, done: doneBefore + done, total: doneBefore + total, running: workers,
      elapsed: elapsed)
    if done < total, let outlook {
      let passed = now - lastLook
      progress.left = Interval(
        low: max(0, outlook.interval.low - passed), high: max(0, outlook.interval.high - passed))
      progress.share = outlook.share
    }
    let shown = shownCells
    progress.cells = shown.map { cells[$0] }
    progress.hiddenCells = cells.count - shown.count
    return progress
  }

  private mutating func look(workers: Int, at now: Double) {
    lastLook = now
    costs.update()
    var left = waiting
    for attempt in running.values { left[attempt.share] -= 1 }
    let attempts = running.values.sorted { $0.trial.rawValue < $1.trial.rawValue }
    // Seconds of training, and the work that was done in them.
    var (seconds, work) = (0.0, 0.0)
    for attempt in attempts {
      seconds += now - attempt.since
      work += costs.workPerStep(attempt.share) * Double(attempt.step - attempt.first)
    }
    outlook = TimeLeft(
      costs, waiting: left.map { max(0, $0) },
      running: attempts.map { TimeLeft.Running(cell: $0.share, steps: Double($0.step)) },
      secondsPerWork: work > 0 && seconds > 0 ? seconds / work : nil, workers: max(1, workers))
  }

  /// The positions of the cells that are worth a line: all if they are few, else those in training, and
  /// those in which something has ended of late.
  private var shownCells: [Int] {
    let most = SweepProgress.mostCells
    if cells.count <= most { return Array(cells.indices) }
    let busy = Set(running.values.map { workload.shares[$0.share].position }).sorted()
    let others = recent.filter { !busy.contains($0) }
    return (busy + others).prefix(most).filter(cells.indices.contains).sorted()
  }
}
