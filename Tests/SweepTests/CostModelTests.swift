@testable import Engine
import Foundation
import Testing

@testable import Sweep

/// Cells of three learning rates by three decays by five fractions, that may stop.
private let cells: [TrialConfiguration] = [3e-4, 1e-3, 3e-3].flatMap { rate in
  [0.3, 1, 3].flatMap { decay in
    [0.3, 0.35, 0.4, 0.5, 0.65].map { fraction in cell(rate: rate, decay: decay, fraction) }
  }
}

private func cell(rate: Double, decay: Double, _ fraction: Double) -> TrialConfiguration {
  var cell = TrialConfiguration()
  var rule = AdamW()
  (rule.learningRate, rule.weightDecay) = (rate, decay)
  (cell.optimizer, cell.trainFraction) = (OptimizerKind(rule), fraction)
  (cell.steps, cell.stop) = (60_000, StopRule())
  return cell
}

/// Steps of a cell by a power law that is not the expected one.
private func planted(_ cell: TrialConfiguration) -> Double {
  guard let rule = cell.optimizer.chosen as? AdamW else { return .nan }
  return 0.6 * pow(rule.learningRate, -0.9) * pow(rule.weightDecay, -0.7)
    * pow(cell.trainFraction, -3.3)
}

@Suite("Cost model")
struct CostModelTests {
  @Test("a known cell takes its mean, another what its work suggests")
  func expectation() {
    var costs = fixedCosts([100, 200, 1000])
    #expect(costs.expectation(2) == 1000)
    costs.record(cell: 0, steps: 1, seconds: 1)
    costs.record(cell: 0, steps: 1, seconds: 3)
    costs.update()
    #expect(costs.expectation(0) == 2)
    #expect(costs.expectation(2) == 20)
    #expect(costs.measuredSeconds(2) == nil)
  }

  @Test("a planted power law is found from a few cells, and told of all others")
  func plantedLaw() {
    var costs = CostModel(cells)
    let known = stride(from: 0, to: cells.count, by: 4)
    for index in known {
      let steps = min(60_000, Int(planted(cells[index]).rounded()))
      costs.record(cell: index, steps: steps, seconds: 1)
    }
    costs.update()
    for (index, cell) in cells.enumerated() {
      let truth = min(60_000, planted(cell))
      // The prior pulls by σ²/(τ² n) of a variance near one: below 1 %.
      #expect((costs.expectedSteps(index) / truth - 1).magnitude < 0.02, "cell \(index)")
    }
  }

  @Test("before any trial has ended, the delay law orders the cells and the slowest has its budget")
  func priorLaw() {
    let costs = CostModel(cells)
    let steps = cells.indices.map(costs.expectedSteps)
    #expect((steps.max() ?? 0).isApproximatelyEqual(60_000))
    for (index, cell) in cells.enumerated() {
      guard let rule = cell.optimizer.chosen as? AdamW else { continue }
      let law = 60_000 * 3e-4 * 0.3 / (rule.learningRate * rule.weightDecay)
      #expect(steps[index].isApproximatelyEqual(law))
    }
  }

  @Test("one finished trial decides its cell, and moves its neighbours by the delay law")
  func oneTrial() {
    var costs = CostModel(cells)
    costs.record(cell: 0, steps: 7000, seconds: 14)
    costs.update()
    #expect(costs.expectedSteps(0) == 7000)
    #expect(costs.measuredSeconds(0) == 14)
    // Cell 5 has 3.33 times the decay of cell 0.
    #expect((costs.expectedSteps(5) * 3.333 / 7000 - 1).magnitude < 0.05)
    let ratio = costs.expectation(5) / 14
    #expect((ratio * 3.333 - 1).magnitude < 0.2, "the work of evaluations aside")
  }

  @Test("no expectation and no draw exceeds the budget, and without a stop rule both are it")
  func budget() {
    var free = cells
    for index in free.indices where index % 2 == 0 { free[index].stop = nil }
    var costs = CostModel(free)
    for index in free.indices where index % 3 == 1 {
      costs.record(cell: index, steps: 40_000, seconds: 1)
    }
    costs.update()
    var generator = Generator(seed: 1, stream: "test")
    let draws = costs.drawnSteps(deviations: costs.deviations()) { generator.normalPair().0 }
    for (index, cell) in free.enumerated() {
      #expect(costs.expectedSteps(index) <= 60_000)
      #expect(draws[index] <= 60_000 && draws[index] >= 1)
      if cell.stop == nil, index % 3 != 1 {
        #expect(costs.expectedSteps(index) == 60_000 && draws[index] == 60_000)
      }
    }
  }

  @Test("what still trains raises the expectation of its cell and of those beside it")
  func atLeast() {
    var costs = CostModel(cells)
    costs.record(cell: 44, steps: 500, seconds: 1)
    costs.update()
    let before = (costs.expectedSteps(43), costs.expectedSteps(38))
    costs.observe(cell: 43, atLeast: 9000)
    costs.update()
    #expect(costs.expectedSteps(43) >= 9000)
    #expect(costs.expectedSteps(38) > before.1)
    costs = CostModel(cells)
    costs.record(cell: 44, steps: 500, seconds: 1)
    costs.observe(cell: 43, atLeast: 3)
    costs.update()
    #expect(costs.expectedSteps(43) == before.0, "a bound that was met anyway says nothing")
  }

  @Test("cells that differ in words and zeros are told apart")
  func words() {
    var some = [cell(rate: 1e-3, decay: 0, 0.5), cell(rate: 1e-3, decay: 1, 0.5)]
    some += some.map { cell in
      var other = cell
      other.precision = .float64
      return other
    }
    var costs = CostModel(some)
    costs.record(cell: 0, steps: 50_000, seconds: 1)
    costs.record(cell: 1, steps: 1000, seconds: 1)
    costs.update()
    #expect(costs.expectedSteps(2) > 10 * costs.expectedSteps(3))
  }

  @Test("where cells lie does not depend on budgets or grids of evaluations")
  func silentFields() {
    var other = cells[0]
    (other.steps, other.evaluation.every) = (99, 5)
    let axes = CellAxes([cells[0], other])
    #expect(axes.points == [[], []] && axes.exponents.isEmpty)
  }
}

extension Double {
  fileprivate func isApproximatelyEqual(_ other: Double) -> Bool {
    (self - other).magnitude <= 1e-9 * max(magnitude, other.magnitude)
  }
}
