import Testing

@testable import Engine

@Suite("Sizes and memory")
struct SizeTests {
  private func pairs(_ vocabulary: Int, _ classes: Int) -> SampleSizes {
    .pairs(count: vocabulary * vocabulary, vocabulary: vocabulary, classes: classes)
  }

  private func refusal(_ network: TransformerConfiguration, _ sizes: SampleSizes) -> String? {
    var trial = smallTrial()
    trial.model = NetworkKind(network)
    do throws(ConfigurationError) {
      try trial.check(sizes, trial.node)
      return nil
    } catch {
      return error.description
    }
  }

  @Test("a network whose outputs are tokens refuses other classes, and says what would do")
  func tokensAndClasses() {
    #expect(refusal(.nanda2023, pairs(7, 7)) == nil)
    #expect(
      refusal(.nanda2023, pairs(7, 2))
        == "model.outputs is vocabulary, but the task has 7 tokens and 2 outputs; use outputs: classes"
    )
    var tied = TransformerConfiguration.normSeparation2026
    #expect(refusal(tied, pairs(7, 2)) == nil)
    tied.readout = .tied
    #expect(
      refusal(tied, pairs(7, 2))
        == "model.read_out is tied, but the task has 7 tokens and 2 outputs; use read_out: untied")
  }

  @Test("a table with fewer classes than tokens trains, or is refused before it does")
  func table() throws {
    var task = TableTask()
    task.file = TableContent(sha256: "of this test", rows: 49)
    (task.inputs, task.label) = (.tokens, "c")
    var numbers: [Double] = []
    for a in 0..<7 {
      for b in 0..<7 { numbers += [a, b, (a + b) % 2].map { Double($0) } }
    }
    let tables = [task.file: SampleTable(columns: ["a", "b", "c"], numbers: numbers)]
    let sizes = try TaskKind(task).sizes(tables)
    #expect(sizes == pairs(7, 2))
    for network in NamedTransformer.allCases {
      var trial = smallTrial(steps: 3)
      var model = network.configuration
      (model.width, model.heads, model.feedForward) = (4, 2, 5)
      (trial.task, trial.model) = (TaskKind(task), NetworkKind(model))
      if (try? trial.check(sizes, trial.node)) != nil {
        #expect(trained(trial, tables: tables).ending == .budget, "\(network)")
      } else {
        #expect(network != .normSeparation2026)
      }
    }
  }

  @Test("sizes beyond every memory are refused with their part, in no time")
  func memory() throws {
    func error(
      _ change: (inout ConfigurationNode) -> Void, limit: Double = 16e9
    ) -> ConfigurationError? {
      var node = smallTrial().node
      change(&node)
      do throws(ConfigurationError) {
        let trial = try TrialConfiguration(node, at: "")
        try trial.checkMemory(trial.sizes([:]), limit: limit, node)
        return nil
      } catch {
        return error
      }
    }
    func set(_ path: String, _ value: ConfigurationNode.Content) -> ConfigurationError? {
      error { $0.set(ConfigurationNode(value), at: path.split(separator: ".")[...]) }
    }
    #expect(set("model.width", .integer(100)) == nil)
    #expect(set("model.width", .integer(1_000_000_000))?.path == "model")
    #expect(set("model.width", .integer(1 << 62))?.path == "model.width")
    #expect(set("model.depth", .integer(1 << 40))?.path == "model.depth")
    #expect(set("task.modulus", .integer(40_000))?.path == "task")
    #expect(set("task.modulus", .integer(1_000_000_000))?.path == "task.modulus")
    #expect(set("steps", .integer(.max))?.path == "steps")
    #expect(set("evaluation.every", .integer(1)) == nil)
    let many = error {
      $0.set(ConfigurationNode(.integer(1)), at: ["evaluation", "every"])
      $0.set(ConfigurationNode(.integer(1_000_000_000_000)), at: ["steps"])
    }
    #expect(many?.path == "evaluation")
    #expect(set("evaluation.per_decade", .integer(1 << 40))?.path == "evaluation.per_decade")
    let batch = error {
      $0.set(
        ConfigurationNode(
          .mapping([
            .init(key: "kind", value: ConfigurationNode(.text("with-replacement"))),
            .init(key: "size", value: ConfigurationNode(.integer(1 << 30))),
          ])), at: ["batch"])
    }
    #expect(batch?.path == "task")
    let window = error {
      let grokfast = ConfigurationNode(
        .mapping([
          .init(key: "kind", value: ConfigurationNode(.text("grokfast-ma"))),
          .init(key: "window", value: ConfigurationNode(.integer(1 << 30))),
        ]))
      $0.set(ConfigurationNode(.list([grokfast])), at: ["interventions"])
    }
    #expect(window?.path == "model")
    #expect(window?.description.contains("of memory, but a trial may take 16.0 GB") == true)
  }

  @Test("the estimate is at least what the parameters take, and grows with every size")
  func estimate() {
    for (name, trial) in TrialVariations.networks + TrialVariations.rules {
      let sizes = trial.sizes([:])
      let memory = TrialMemory(trial, sizes)
      let core = trial.trainer([:], Double.self)
      let state = Double(Trainer(trial).state().count)
      #expect(memory.parameters > 8 * 4 * Double(core.parameters.layout.count), "\(name)")
      #expect(memory.total > 2 * state - 4096, "\(name)")
      var longer = trial
      longer.steps *= 100
      #expect(TrialMemory(longer, sizes).trajectory > memory.trajectory, "\(name)")
    }
  }
}
