@testable import Engine
import Foundation
import Statistics
import Testing

@testable import Sweep

/// Cells by decay, whose trials take `3000 / λ` steps with little scatter.
private func workload(decays: [Double], seeds: Int = 3, stops: Bool = true) -> Workload {
  Workload(
    decays.map { decay in
      var cell = TrialConfiguration()
      var rule = AdamW()
      rule.weightDecay = decay
      (cell.optimizer, cell.steps, cell.stop) = (
        OptimizerKind(rule), 10_000, stops ? StopRule() : nil
      )
      return Workload.Share(position: 0, cell: cell, seeds: Array(0..<seeds))
    })
}

private func steps(_ cell: TrialConfiguration) -> Int {
  guard cell.stop != nil, let rule = cell.optimizer.chosen as? AdamW else { return cell.steps }
  return min(cell.steps, Int(3000 / rule.weightDecay) + cell.seed.trial)
}

/// Plays a calibration in which an operation takes a fixed time.
private func played(
  _ workload: Workload, workers: Int, seconds: Double, secondsPerWork: Double
) -> (queue: CalibrationQueue, trained: [CalibrationQueue.Trial]) {
  var queue = CalibrationQueue(
    workload, costs: CostModel(workload.shares.map(\.cell)), workers: workers)
  queue.record(cell: 0, work: 1, seconds: secondsPerWork)
  var clocks = [Double](repeating: 0, count: workers)
  var progress: [CalibrationQueue.Trial: Int] = [:]
  var trained: [CalibrationQueue.Trial] = []
  while let worker = clocks.indices.filter({ clocks[$0] < seconds }).min(by: {
    clocks[$0] < clocks[$1]
  }) {
    guard let trial = queue.next(worker: worker, secondsLeft: seconds - clocks[worker]) else {
      clocks[worker] = .infinity
      continue
    }
    trained.append(trial)
    let work = queue.costs.cells[trial.cell].work
    var configuration = workload.shares[trial.cell].cell
    configuration.seed.trial = trial.seed
    let before = progress[trial] ?? 0
    let step = min(steps(configuration), before + 100)
    progress[trial] = step
    let total = work.total(steps: Double(step)) * secondsPerWork
    clocks[worker] += total - work.total(steps: Double(before)) * secondsPerWork
    queue.advanced(
      trial, worker: worker, step: step, seconds: total,
      hasEnded: step == steps(configuration))
  }
  return (queue, trained)
}

@Suite("Calibration")
struct CalibrationTests {
  private let secondsPerWork = 1e-3 / TrialWork(TrialConfiguration(), tables: [:]).step

  @Test("short cells are learned first, each once before any is trained again")
  func order() {
    let workload = workload(decays: [1, 3, 10, 0.01])
    let (queue, trained) = played(
      workload, workers: 2, seconds: 8, secondsPerWork: secondsPerWork)
    let ended = (0..<4).map { queue.costs.histories[$0].ended }
    #expect(ended[3] == 0 && ended[..<3].allSatisfy { $0 > 0 })
    #expect(trained.first?.cell == 2)
  }

  @Test("trials on one worker are not trained on by another")
  func ownTrials() {
    let workload = workload(decays: [0.01], seeds: 1)
    var queue = CalibrationQueue(
      workload, costs: CostModel(workload.shares.map(\.cell)), workers: 2)
    let trial = queue.next(worker: 0, secondsLeft: 1)
    #expect(trial == CalibrationQueue.Trial(cell: 0, seed: 0))
    #expect(queue.next(worker: 1, secondsLeft: 1) == nil)
    #expect(queue.next(worker: 0, secondsLeft: 1) == trial)
  }

  @Test("the core-hours are those of the whole sweep, within their interval")
  func prediction() {
    let workload = workload(decays: [0.1, 0.3, 1, 3, 10, 30], seeds: 20)
    let (queue, _) = played(workload, workers: 2, seconds: 10, secondsPerWork: secondsPerWork)
    let plan = Plan(workload, queue, bytesPerEvaluation: 100)
    let truth = workload.configurations.reduce(0) {
      $0 + TrialWork($1, tables: [:]).total(steps: Double(steps($1))) * secondsPerWork
    }
    #expect((plan.coreSeconds / truth - 1).magnitude < 0.15, "\(plan.coreSeconds), \(truth)")
    #expect(plan.interval.low < truth && truth < plan.interval.high)
    #expect(plan.bytesPerTrial ?? 0 > 5000)
  }

  @Test("without a stop rule the prediction is exact, and has no width")
  func exact() {
    let workload = workload(decays: [1, 3], stops: false)
    let (queue, _) = played(workload, workers: 1, seconds: 0.5, secondsPerWork: secondsPerWork)
    let plan = Plan(workload, queue, bytesPerEvaluation: nil)
    let truth =
      6 * TrialWork(workload.shares[0].cell, tables: [:]).total(steps: 10_000) * secondsPerWork
    #expect((plan.coreSeconds / truth - 1).magnitude < 1e-9)
    #expect((plan.interval.high / plan.interval.low - 1).magnitude < 1e-9)
    #expect(plan.bytesPerTrial == nil)
  }

  @Test("a real calibration ends trials, on every thread, and measures what they take on disk")
  func real() throws {
    let experiment = try Experiment(
      source: """
        experiment: calibration
        base:
          task: {kind: modular, operation: add, modulus: 7}
          model: {kind: perceptron, input: two-hot, width: 8, activation: relu}
          optimizer: {kind: adamw, learning_rate: 1e-3}
          train_fraction: 0.5
          steps: 300
        grid:
          optimizer.weight_decay: [0, 1]
        seeds: 2
        """, path: "calibration.yaml")
    let workload = Workload(experiment)
    let calibration = Calibration(workload: workload, seconds: 60, workers: 2, clock: .system)
    let outcome = try calibration.run(
      costs: CostModel(workload.shares.map(\.cell)), train: training(tables: [:]))
    #expect(Set(outcome.records.map(\.configuration)) == Set(workload.configurations))
    #expect(outcome.queue.rates.secondsPerWork(1) > 0)
    #expect(outcome.share > 0 && outcome.share <= 1)
    let size = try #require(try StoredSize.ofEvaluation(outcome.records, of: experiment))
    // A row has seven numbers and a blob of norms.
    #expect(size > 50 && size < 1000)
    #expect(Plan(workload, outcome.queue, bytesPerEvaluation: nil).measureShare == 0)
    let report = PlanReport(
      experiment: experiment, missing: workload, calibration: outcome, cores: 2,
      plan: Plan(workload, outcome.queue, bytesPerEvaluation: size), ranks: 2, hours: 1)
    #expect(report.text.contains("hours        1.00 are enough for 1 rank"))
    #expect(try ConfigurationNode(json: report.json)["trials"]?.content == .integer(4))
  }
}
