import Testing

@testable import Engine

@Suite("Optimizers")
struct OptimizerTests {
  private let layout = ParameterLayout([
    Tensor(name: "hidden.weight", rows: 3, columns: 7, role: .weight, fanIn: 3)
  ])

  private func random(_ seed: Int) -> Parameters<Double> {
    let parameters = Parameters<Double>(layout)
    parameters.tensors[0].elements = Matrix<Double>.random(rows: 3, columns: 7, seed: seed).elements
    return parameters
  }

  private func optimizer(
    _ rule: OptimizerKind, schedule: Schedule = Schedule()
  ) -> Optimizer<Double> {
    var configuration = TrialConfiguration()
    (configuration.optimizer, configuration.schedule) = (rule, schedule)
    return Optimizer(configuration, layout: layout)
  }

  private func schedule(_ warmUp: Int, cosine: Bool = false) -> Schedule {
    var schedule = Schedule()
    (schedule.warmUp, schedule.cosine) = (warmUp, cosine)
    return schedule
  }

  @Test("the first step of a warm-up over n steps has rate η/n")
  func warmUp() {
    let parameters = random(1)
    let before = parameters.flat.elements
    var rule = SGD()
    rule.learningRate = 0.5
    var optimizer = optimizer(OptimizerKind(rule), schedule: schedule(10))
    optimizer.step(parameters, gradient: random(2))
    let wanted = zip(before, random(2).flat.elements).map { $0 - 0.05 * $1 }
    #expect(relativeDifference(parameters.flat.elements, wanted) < 1e-15)
    #expect(
      (1...12).map { schedule(10).factor(step: $0, budget: 100) * 10 }.prefix(3) == [1, 2, 3])
    #expect(schedule(10).factor(step: 10, budget: 100) == 1)
    #expect(schedule(10).factor(step: 11, budget: 100) == 1)
  }

  @Test("the cosine falls from η after the warm-up to almost nothing at the budget")
  func cosine() {
    let factors = (1...100).map { schedule(20, cosine: true).factor(step: $0, budget: 100) }
    #expect(factors[19] == 1 && factors[20] == 1)
    #expect(factors[20...] == ArraySlice(factors[20...].sorted(by: >)))
    #expect(abs(factors[60] - 0.5) < 1e-15)
    #expect((0..<1e-3).contains(factors[99]))
  }

  @Test("Adam without a penalty is AdamW without decay, bit by bit")
  func adam() {
    let (one, two) = (random(1), random(1))
    var (adam, adamW) = (Adam(), AdamW())
    (adam.l2, adamW.weightDecay) = (0, 0)
    var first = optimizer(OptimizerKind(adam))
    var second = optimizer(OptimizerKind(adamW))
    for step in 1...5 {
      first.step(one, gradient: random(step + 5))
      second.step(two, gradient: random(step + 5))
    }
    #expect(one.flat.elements == two.flat.elements)
  }

  @Test("no schedule and no intervention leave the bits and the identity of a trial alone")
  func nothingScheduled() throws {
    let plain = smallTrial(precision: .float32, steps: 60)
    var node = plain.node
    for (path, value) in [
      (["schedule", "warm_up"], .integer(0)), (["schedule", "cosine"], .boolean(false)),
      (["interventions"], .list([])), (["label_noise"], .real(0)), (["radial_penalty"], .null),
    ] as [([Substring], ConfigurationNode.Content)] {
      node.set(ConfigurationNode(value), at: path[...])
    }
    let read = try TrialConfiguration(node, at: "")
    #expect(read.node.canonicalJSON == plain.node.canonicalJSON)
    #expect(trained(read) == trained(plain))

    // A schedule that has run its course changes nothing any more either: its factor is exactly 1.
    #expect(schedule(0).factor(step: 7, budget: 60) == 1)
  }

  @Test(
    "interventions and schedules work on whole trials in both precisions",
    arguments: Precision.allCases)
  func trials(precision: Precision) throws {
    var configuration = smallTrial(precision: precision, steps: 60)
    configuration.schedule = schedule(5, cosine: true)
    let plain = trained(configuration)
    for kind: InterventionKind in [
      InterventionKind(L2Penalty()), InterventionKind(GrokfastEMA()),
      InterventionKind(GrokfastMA()), InterventionKind(EGD()),
      InterventionKind(PerpGrad()), InterventionKind(Muon()), InterventionKind(NormClamp()),
    ] {
      configuration.interventions = [kind]
      let result = trained(configuration)
      #expect(result == (trained(configuration)), "\(kind) is not deterministic")
      #expect(result.ending == .budget, "\(kind)")
      // The penalty's weight is 0, and 60 steps do not fill a window of 100.
      switch kind.chosen {
      case is L2Penalty, is GrokfastMA: #expect(result.trajectory == plain.trajectory, "\(kind)")
      default: #expect(result.trajectory != plain.trajectory, "\(kind)")
      }
    }
  }
}
