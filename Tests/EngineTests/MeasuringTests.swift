import Testing

@testable import Engine

@Suite("Measuring")
struct MeasuringTests {
  @Test("more of it never moves the end of a trial", arguments: [3, 5])
  func stop(sustained: Int) throws {
    // Of two classes some are always right.
    var trial = denseTrial(precision: .float32, steps: 3000)
    trial.evaluation.every = 100
    var rule = StopRule()
    (rule.testAccuracy, rule.sustained, rule.extra) = (0.1, sustained, 1)
    trial.stop = rule
    let plain = trained(trial)
    let end = try #require(plain.trajectory.last?.step)
    #expect(plain.ending == .stopped && end >= 100 * (sustained - 1))
    trial.pruning.steps = Array(end - 99..<end)
    let measured = trained(trial)
    #expect(measured.trajectory.last?.step == end)
    let common = measured.trajectory.filter { trial.evaluation.contains($0.step) }
    #expect(common == plain.trajectory)
  }

  @Test("a grid has the steps that it is asked for, and no others", arguments: [nil, 7, 250])
  func grid(every: Int?) {
    for perDecade in [1, 10, 100, 10_000] {
      var grid = EvaluationGrid()
      (grid.every, grid.perDecade) = (every, perDecade)
      let steps = Set(grid.steps(upTo: 20_000, including: []).dropLast())
      for step in 0..<20_000 {
        #expect(grid.contains(step) == steps.contains(step), "\(perDecade) \(step)")
      }
    }
  }

  @Test("`every` replaces the geometric grid, which then has no say in a trial's identity")
  func identity() throws {
    var node = EvaluationGrid().node
    node.set(ConfigurationNode(.integer(50)), at: ["every"])
    let plain = try EvaluationGrid(node, at: "evaluation")
    node.set(ConfigurationNode(.integer(7)), at: ["per_decade"])
    #expect(
      try EvaluationGrid(node, at: "evaluation").node.canonicalJSON == plain.node.canonicalJSON)
  }

  @Test("a probe set is made with the samples, and nobody trains on it")
  func probes() {
    let split = smallTrial().trainer([:], Double.self).split
    #expect(split.probes.isEmpty)
    var generator = Generator(seed: 0, stream: "split")
    let pool = ModularArithmetic().samples()
    let sets = SampleSets(pool: pool, probes: ["first row": pool.selecting(Array(0..<97))])
    let divided = Split(sets, fraction: 0.5, generator: &generator)
    #expect(divided.probes["first row"]?.count == 97)
    #expect(divided.train.count + divided.test.count == pool.count)
  }
}
