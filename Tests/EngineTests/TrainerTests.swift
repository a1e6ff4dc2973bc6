import Testing

@testable import Engine

@Suite("Training")
struct TrainerTests {
  @Test("the same configuration gives the same bits", arguments: [Precision.float32, .float64])
  func deterministic(precision: Precision) throws {
    let configuration = smallTrial(precision: precision, steps: 50)
    #expect(trained(configuration) == trained(configuration))
  }

  @Test("a larger budget continues the same trajectory")
  func budget() throws {
    let short = trained(smallTrial(steps: 40))
    let long = trained(smallTrial(steps: 400))
    // The end of the short trial is one evaluation more, with a pruning curve.
    #expect(short.trajectory.dropLast() == long.trajectory.prefix(short.trajectory.count - 1))
    #expect(short.ending == .budget && short.steps == 40)
  }

  @Test("how often a trial is evaluated does not change it")
  func evaluationIsPassive() throws {
    var sparse = smallTrial(steps: 100)
    sparse.evaluation.every = 50
    let often = trained(smallTrial(steps: 100))
    let seldom = trained(sparse)
    #expect(seldom.trajectory.map(\.step) == [0, 50, 100])
    #expect(seldom.trajectory[2] == often.trajectory.last)
    #expect(often.trajectory.contains(seldom.trajectory[1]))
  }

  @Test("the evaluation grid has each step once, from 0 to the budget")
  func grid() {
    let grid = EvaluationGrid()
    let steps = grid.steps(upTo: 60_000, including: [123, 70_000])
    #expect(steps.first == 0 && steps.last == 60_000 && steps.contains(123))
    #expect(Set(steps).count == steps.count && steps == steps.sorted())
    #expect((330...380).contains(steps.count), "\(steps.count)")
    #expect(Set(grid.steps(upTo: 500, including: [])).subtracting(steps) == [500])
  }

  @Test("a trial that blows up ends as diverged, with what was measured until then")
  func diverges() throws {
    var configuration = smallTrial(activation: .quadratic, precision: .float32, steps: 5000)
    var rule = SGD()
    rule.learningRate = 1e4
    configuration.optimizer = OptimizerKind(rule)
    let result = trained(configuration)
    #expect(result.ending == .diverged)
    #expect(result.steps < 5000)
    #expect(result.trajectory.last?.trainLoss.isFinite == false)
    #expect(result.trajectory.dropLast().allSatisfy { $0.trainLoss.isFinite })
  }

  @Test("a trial stops once it has kept its test accuracy, and not before")
  func stops() throws {
    var configuration = smallTrial(
      modulus: 23, input: .twoHot, width: 64, activation: .quadratic, precision: .float32,
      steps: 20_000)
    configuration.trainFraction = 0.8
    var rule = AdamW()
    rule.learningRate = 1e-2
    configuration.optimizer = OptimizerKind(rule)
    var stop = StopRule()
    (stop.testAccuracy, stop.sustained, stop.extra) = (0.9, 3, 1.5)
    configuration.stop = stop

    let result = trained(configuration)
    try #require(result.ending == .stopped)
    let failing = result.trajectory.lastIndex { $0.testAccuracy < 0.9 }
    let run = result.trajectory[(try #require(failing) + 1)...]
    #expect(run.count >= 3)
    let start = Double(try #require(run.first?.step))
    #expect(Double(result.steps) >= 1.5 * start)
    #expect(run.dropLast().dropFirst(2).allSatisfy { Double($0.step) < 1.5 * start })
  }
}
