import Testing

@testable import Engine
@testable import Sweep

@Suite("What measures take")
struct MeasureRatesTests {
  private func experiment(measures: String) throws -> Experiment {
    try Experiment(
      source: """
        experiment: measured
        base:
          task: {kind: modular, operation: add, modulus: 7}
          model: {kind: perceptron, input: two-hot, width: 8, activation: relu}
          optimizer: {kind: adamw, learning_rate: 1e-3, weight_decay: 1}
          train_fraction: 0.5
          steps: 300
        grid:
          model.width: [8, 16]
        seeds: 2
        measures: \(measures)
        """, path: "measured.yaml")
  }

  private func rates(_ experiment: Experiment) -> MeasureRates {
    MeasureRates(
      timing: experiment.measures, of: Workload(experiment).shares.map(\.cell), tables: [:],
      for: 0, cores: 2)
  }

  @Test("is nothing without measures, and more with each look")
  func looks() throws {
    let cell = Workload(try experiment(measures: "[]")).shares[0].cell
    #expect(rates(try experiment(measures: "[]")).seconds(cell)(300) == 0)
    let seconds = rates(try experiment(measures: "[{kind: ranks, at: {every: 10}}]")).seconds(cell)
    // 31 looks and 16.
    #expect(seconds(150) > 0)
    #expect((seconds(300) / seconds(150) / (31.0 / 16) - 1).magnitude < 1e-12)
  }

  @Test("of a network that was not timed is that of another, by its work")
  func otherShapes() throws {
    let experiment = try experiment(measures: "[{kind: spectral-edge, at: {every: 30}}]")
    let cells = Workload(experiment).shares.map(\.cell)
    let rates = rates(experiment)
    let work = cells.map { ObservationWork(experiment.measures, of: $0, tables: [:]).shares[0] }
    let expected = work[1].operations / work[0].operations
    let found = rates.seconds(cells[1])(300) / rates.seconds(cells[0])(300)
    #expect((found / expected - 1).magnitude < 1e-12)
  }

  @Test("is part of a plan's seconds, and its share is reported")
  func plan() throws {
    let experiment = try experiment(measures: "[ranks]")
    let workload = Workload(experiment)
    var queue = CalibrationQueue(
      workload, costs: CostModel(workload.shares.map(\.cell)), workers: 1)
    queue.record(cell: 0, work: queue.costs.cells[0].work.total(steps: 300), seconds: 2)
    queue.record(cell: 1, work: queue.costs.cells[1].work.total(steps: 300), seconds: 2)
    let plan = Plan(workload, queue, bytesPerEvaluation: nil) { _ in { steps in steps / 300 } }
    #expect((plan.coreSeconds - 12).magnitude < 1e-9)
    #expect((plan.measureShare - 1.0 / 3).magnitude < 1e-12)
    let outcome = Calibration.Outcome(queue: queue, records: [], seconds: 1, share: 1)
    let report = PlanReport(
      experiment: experiment, missing: workload, calibration: outcome, cores: 1, plan: plan,
      ranks: 1, hours: nil)
    #expect(report.text.contains("measures     33.3 % of the core-hours\n"))
  }
}
