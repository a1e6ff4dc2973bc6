@testable import Engine
import Statistics
import Testing

@testable import Sweep

/// Cells whose trials take exactly so many steps of one unit of work each.
private func costs(_ budgets: [Double], known: [CellHistory] = []) -> CostModel {
  let cells = budgets.map { budget in
    CellCost(
      work: TrialWork(
        step: 1, evaluation: 0, curve: 0, grid: EvaluationGrid(), curveSteps: []),
      budget: budget, mayStop: false)
  }
  return CostModel(
    cells: cells, axes: CellAxes(points: cells.map { _ in [] }, exponents: []), known: known)
}

@Suite("Time left")
struct TimeLeftTests {
  @Test("nothing is known before any trial has taken a step")
  func unknown() {
    #expect(
      TimeLeft(costs([100]), waiting: [3], running: [], secondsPerWork: nil, workers: 2) == nil)
  }

  @Test("what trials in training have done counts, before any has ended")
  func running() throws {
    // Two trials of 100 steps at 0.5 s, of which 50 and 25 are done; six more wait.
    let left = try #require(
      TimeLeft(
        costs([100]), waiting: [6],
        running: [.init(cell: 0, steps: 50), .init(cell: 0, steps: 25)],
        secondsPerWork: 0.5, workers: 2))
    let expected = 0.5 * (600 + 50 + 75) / 2
    #expect(left.interval.low < expected && expected < left.interval.high)
    #expect(left.interval.high < 1.5 * expected)
    #expect(abs(left.share - 75.0 / 800) < 1e-9)
    let later = try #require(
      TimeLeft(
        costs([100]), waiting: [6],
        running: [.init(cell: 0, steps: 90), .init(cell: 0, steps: 90)],
        secondsPerWork: 0.5, workers: 2))
    #expect(later.interval.high < left.interval.high && later.share > left.share)
  }

  @Test("the last trial cannot be shared among the workers")
  func longest() throws {
    let left = try #require(
      TimeLeft(costs([1000]), waiting: [1], running: [], secondsPerWork: 1, workers: 50))
    #expect(left.interval.low > 700 && left.interval.high > 1000)
  }

  @Test("a trial that outlives what its cell took goes on, at most to its budget")
  func outlived() throws {
    var cells = costs([1000, 1000])
    cells.record(cell: 0, steps: 100, seconds: 100)
    cells.update()
    func high(_ steps: Double) throws -> Double {
      try #require(
        TimeLeft(
          cells, waiting: [0, 0], running: [.init(cell: 0, steps: steps)], secondsPerWork: nil,
          workers: 1)
      ).interval.high
    }
    #expect(try high(50) < high(300))
    #expect(try high(999) < 2)
  }
}

@Suite("Counting what trials do")
struct ProgressTrackerTests {
  private func workload(_ cells: Int) -> Workload {
    Workload(
      (0..<cells).map { index in
        var cell = TrialConfiguration()
        cell.steps = 1000 + index
        return Workload.Share(position: index, cell: cell, seeds: [0, 1])
      })
  }

  private func tracker(_ cells: Int, stored: Int = 0) -> ProgressTracker {
    let workload = workload(cells)
    return ProgressTracker(
      "e", workload,
      cells: (0..<cells).map { SweepProgress.Cell(label: "c\($0)", trials: 2) },
      costs: CostModel(workload.shares.map(\.cell)), thresholds: Thresholds(), doneBefore: stored)
  }

  private func report(_ trial: Int, generalizedAt step: Int?) -> TrialReport {
    TrialReport(
      trial: TrialID(rawValue: trial), attempt: 1, startedAt: 0, wallSeconds: 10,
      leavesCheckpoint: false,
      result: plantedTrial(memorizedAt: 10, generalizedAt: step, steps: 1000))
  }

  @Test("the share grows while no trial ends")
  func share() {
    var tracker = tracker(2)
    let worker = WorkerID(rawValue: 0)
    func share(_ step: Int, at now: Double) -> Double? {
      tracker.hear(TrialID(rawValue: 0), step: step, from: worker, at: now)
      return tracker.progress(done: 0, total: 4, workers: 1, elapsed: now, at: now).share
    }
    #expect(share(0, at: 0) == nil)
    let (first, second) = (share(100, at: 10), share(400, at: 20))
    #expect((first ?? 0) > 0.02 && (second ?? 0) > 3 * (first ?? 1))
  }

  @Test("bars count how trials ended; of many cells those at work are shown")
  func cells() {
    var tracker = tracker(10)
    tracker.hear(TrialID(rawValue: 14), step: 5, from: WorkerID(rawValue: 1), at: 0)
    tracker.record(report(6, generalizedAt: 500), from: WorkerID(rawValue: 0))
    tracker.record(report(7, generalizedAt: nil), from: WorkerID(rawValue: 0))
    let progress = tracker.progress(done: 2, total: 20, workers: 1, elapsed: 1, at: 1)
    #expect(progress.cells.map(\.label) == ["c3", "c7"])
    #expect(progress.hiddenCells == 8)
    #expect(progress.cells[0].generalized == 1 && progress.cells[0].memorized == 1)
    #expect(progress.left != nil, "a trial has ended")
  }
}
