import Engine
import Foundation
import Synchronization

/// A short training on all cores that tells how fast this machine is and how long trials last.
///
/// Every core trains at the same time, because they share caches and memory. Time that other
/// processes took is not counted: seconds are those of the processor.
struct Calibration {
  /// What a calibration has found.
  struct Outcome: Sendable {
    /// The steps and rates that were learned.
    let queue: CalibrationQueue
    /// The trials that ended.
    let records: [TrialRecord]
    /// How long it took, in seconds.
    let seconds: Double
    /// The share of the cores' time that other processes left.
    let share: Double
  }

  private struct State: Sendable {
    var queue: CalibrationQueue
    var records: [TrialRecord] = []
    var wallSeconds = 0.0
    var processorSeconds = 0.0
    var failure: (any Error)?
  }

  /// The longest time a trial is trained before another may be more promising, in seconds.
  private static let slice = 0.25
  /// The share of the time in which the steps of all shapes are timed.
  private static let timingShare = 0.25
  /// The longest time for which one shape's steps are timed, in seconds.
  private static let longestTiming = 0.5

  /// The trials that are to be planned.
  let workload: Workload
  /// How long to train, in seconds.
  let seconds: Double
  /// The number of threads.
  let workers: Int
  let clock: LoopClock

  /// Trains, and stores nothing.
  func run(costs: CostModel, train: @escaping Training) throws -> Outcome {
    let start = clock.now()
    let state = Mutex(
      State(queue: CalibrationQueue(workload, costs: costs, workers: workers)))
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      do {
        try timeSteps(state, train, until: start + seconds * Self.timingShare)
        try trainTrials(state, train, worker: worker, until: start + seconds)
      } catch {
        state.withLock { $0.failure = error }
      }
      state.withLock { $0.queue.active -= 1 }
    }
    let end = state.withLock { $0 }
    if let failure = end.failure { throw failure }
    return Outcome(
      queue: end.queue, records: end.records, seconds: clock.now() - start,
      share: end.wallSeconds > 0 ? end.processorSeconds / end.wallSeconds : 1)
  }

  /// Times the training step of every shape.
  private func timeSteps(
    _ state: borrowing Mutex<State>, _ train: Training, until end: Double
  ) throws {
    let shapes = state.withLock { $0.queue.rates.cellsOfShape }
    let start = clock.now()
    for (position, cells) in shapes.enumerated() {
      guard let cell = cells.first else { continue }
      var configuration = workload.shares[cell].cell
      configuration.evaluation.every = configuration.steps
      configuration.pruning.steps = []
      var execution = try train(configuration, nil)
      // The first steps fill the caches.
      guard try execution.advance() else { continue }
      let first = execution.step
      let remaining = (end - clock.now()) / Double(shapes.count - position)
      let limit = min(Self.longestTiming, max(0, remaining))
      let spent = try measure(state, for: limit) { try execution.advance() }.seconds
      let steps = Double(execution.step - first)
      state.withLock {
        let work = steps * $0.queue.costs.cells[cell].work.step
        $0.queue.record(cell: cell, work: work, seconds: spent)
      }
      // Shapes that are left take the rate of the others.
      if clock.now() - start > 2 * (end - start) { return }
    }
  }

  /// Trains trials by turns until the time is used.
  private func trainTrials(
    _ state: borrowing Mutex<State>, _ train: Training, worker: Int, until end: Double
  ) throws {
    var open: [CalibrationQueue.Trial: (execution: any Execution, seconds: Double)] = [:]
    while clock.now() < end {
      let left = end - clock.now()
      guard let trial = state.withLock({ $0.queue.next(worker: worker, secondsLeft: left) }) else {
        return
      }
      var configuration = workload.shares[trial.cell].cell
      configuration.seed.trial = trial.seed
      var (execution, seconds) = try open[trial] ?? (train(configuration, nil), 0)
      let (spent, goesOn) = try measure(state, for: min(left, Self.slice)) {
        try execution.advance()
      }
      seconds += spent
      open[trial] = goesOn ? (execution, seconds) : nil
      let record: TrialRecord? =
        goesOn
        ? nil
        : TrialRecord(
          configuration: configuration, result: execution.result,
          attempt: Attempt(
            number: 1, rank: worker, provenance: Provenance(), startedAt: 0, wallSeconds: seconds))
      state.withLock {
        $0.queue.advanced(
          trial, worker: worker, step: execution.step, seconds: seconds, hasEnded: !goesOn)
        if let record { $0.records.append(record) }
      }
    }
  }

  /// Repeats a piece of training for so many seconds, at least once and as long as it goes on.
  ///
  /// - Returns: this thread's share of the processor time that the process took meanwhile.
  private func measure(
    _ state: borrowing Mutex<State>, for limit: Double, _ piece: () throws -> Bool
  ) rethrows -> (seconds: Double, goesOn: Bool) {
    let active = Double(state.withLock { $0.queue.active })
    let (start, processorStart) = (clock.now(), Self.processorSeconds)
    var goesOn = true
    repeat { goesOn = try piece() } while goesOn && clock.now() - start < limit
    let wall = clock.now() - start
    let spent = min(wall, (Self.processorSeconds - processorStart) / active)
    state.withLock {
      $0.wallSeconds += wall
      $0.processorSeconds += spent
    }
    return (spent, goesOn)
  }

  /// Seconds that the threads of this process have been on a processor; POSIX counts millionths.
  private static var processorSeconds: Double { Double(Foundation.clock()) / 1e6 }
}
