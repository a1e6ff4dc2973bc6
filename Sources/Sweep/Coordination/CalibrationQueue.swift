import Engine

/// Decides what a calibration trains next, and holds what it has learned.
///
/// Trials that are expected to end soonest go first (Smith 1956, Nav. Res. Logist. Q. 3:59: as many
/// as possible end), one in each cell before any cell has a second. A trial that turns out longer
/// than others is put aside for them.
struct CalibrationQueue: Sendable {
  /// A trial that is trained to be timed.
  struct Trial: Hashable, Sendable {
    /// The position of its cell in the workload.
    let cell: Int
    /// Its seed.
    let seed: Int
  }

  /// The most trials that a worker has begun and not ended; each takes memory.
  static let openLimit = 16

  private let workload: Workload
  /// The number of trials of each cell that were begun.
  private var begun: [Int]
  /// Steps of the trials that each worker has begun and not ended.
  private var open: [Int: [Trial: Int]] = [:]

  /// What is known of the steps of each cell.
  private(set) var costs: CostModel
  /// How fast this machine is.
  private(set) var rates: MachineRates
  /// The number of workers that have not found themselves out of work.
  var active: Int

  /// Takes the trials that are to be planned, and what is known of them.
  init(_ workload: Workload, costs: CostModel, workers: Int) {
    self.workload = workload
    self.costs = costs
    begun = workload.shares.map { _ in 0 }
    rates = MachineRates(shapes: workload.shares.map(\.cell.shape))
    active = workers
  }

  /// The seconds that a trial of a cell is expected to take here.
  func expectedSeconds(_ cell: Int) -> Double { seconds(cell, steps: costs.expectedSteps(cell)) }

  /// Learns how long training steps alone took.
  mutating func record(cell: Int, work: Double, seconds: Double) {
    rates.record(cell: cell, work: work, seconds: seconds)
  }

  /// The trial that a worker should train for a while; `nil` if none is left.
  mutating func next(worker: Int, secondsLeft: Double) -> Trial? {
    let candidates = candidates(worker: worker)
    let fitting = candidates.filter { $0.seconds <= secondsLeft }
    guard
      let best = (fitting.isEmpty ? candidates : fitting).min(by: {
        ($0.rank, $0.seconds, $0.trial.cell) < ($1.rank, $1.seconds, $1.trial.cell)
      })
    else { return nil }
    if open[worker]?[best.trial] == nil {
      open[worker, default: [:]][best.trial] = 0
      begun[best.trial.cell] += 1
    }
    return best.trial
  }

  /// Learns how far a worker has come with a trial, and what it took in all.
  mutating func advanced(
    _ trial: Trial, worker: Int, step: Int, seconds: Double, hasEnded: Bool
  ) {
    if hasEnded {
      open[worker]?[trial] = nil
      costs.record(cell: trial.cell, steps: step, seconds: seconds)
      rates.record(
        cell: trial.cell, work: costs.cells[trial.cell].work.total(steps: Double(step)),
        seconds: seconds)
    } else {
      open[worker]?[trial] = step
      costs.observe(cell: trial.cell, atLeast: step)
    }
    costs.update()
  }

  private struct Candidate {
    let trial: Trial
    /// The trials of the cell that have ended or were begun before it.
    let rank: Int
    let seconds: Double
  }

  private func candidates(worker: Int) -> [Candidate] {
    let own = open[worker] ?? [:]
    var candidates = own.map { trial, step in
      // A trial that has outlived its expectation may last: at least a third of its age.
      let left = max(costs.expectedSteps(trial.cell) - Double(step), Double(step) / 3)
      return Candidate(
        trial: trial, rank: costs.histories[trial.cell].ended,
        seconds: seconds(trial.cell, steps: left))
    }
    guard own.count < Self.openLimit else { return candidates }
    for (cell, share) in workload.shares.enumerated() where begun[cell] < share.seeds.count {
      let ended = costs.histories[cell].ended
      candidates.append(
        Candidate(
          trial: Trial(cell: cell, seed: share.seeds[begun[cell]]),
          rank: ended + open.values.reduce(0) { $0 + $1.keys.count { $0.cell == cell } },
          seconds: expectedSeconds(cell)))
    }
    return candidates
  }

  private func seconds(_ cell: Int, steps: Double) -> Double {
    costs.cells[cell].work.total(steps: steps) * rates.secondsPerWork(cell)
  }
}

/// How long this machine takes for an operation, by the shape of the cell.
struct MachineRates: Sendable {
  /// The cells that have one shape, by the position of the shape.
  let cellsOfShape: [[Int]]
  private let shapeOfCell: [Int]
  private var work: [Double]
  private var seconds: [Double]

  /// Takes the shape of each cell.
  init(shapes: [TrialConfiguration]) {
    var positions: [TrialConfiguration: Int] = [:]
    var cells: [[Int]] = []
    shapeOfCell = shapes.enumerated().map { cell, shape in
      let position = positions[shape] ?? cells.count
      if position == cells.count { cells.append([]) }
      positions[shape] = position
      cells[position].append(cell)
      return position
    }
    cellsOfShape = cells
    work = cells.map { _ in 0 }
    seconds = cells.map { _ in 0 }
  }

  /// Learns how long work on a cell took.
  mutating func record(cell: Int, work: Double, seconds: Double) {
    self.work[shapeOfCell[cell]] += work
    self.seconds[shapeOfCell[cell]] += seconds
  }

  /// The seconds for an operation: of the cell's shape, of all if that was never timed.
  func secondsPerWork(_ cell: Int) -> Double {
    let shape = shapeOfCell[cell]
    if work[shape] > 0 { return seconds[shape] / work[shape] }
    let all = work.reduce(0, +)
    return all > 0 ? seconds.reduce(0, +) / all : 0
  }
}
