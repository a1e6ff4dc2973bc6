import Testing

@testable import Engine

@Suite("Configurations")
struct ConfigurationTests {
  @Test("a configuration reads back from what it writes")
  func roundTrip() throws {
    var configuration = smallTrial()
    configuration.stop = StopRule()
    configuration.seed.split = 3
    let read = try TrialConfiguration(configuration.node, at: "")
    #expect(read == configuration)
    #expect(read.node.canonicalJSON == configuration.node.canonicalJSON)
  }

  @Test("canonical text depends on values alone")
  func canonical() {
    let one = ConfigurationNode(
      .mapping([
        .init(key: "b", value: ConfigurationNode(.integer(1))),
        .init(key: "a", value: ConfigurationNode(.real(1e-8))),
      ]))
    let two = ConfigurationNode(
      .mapping([
        .init(key: "a", value: ConfigurationNode(.real(0.00000001))),
        .init(key: "b", value: ConfigurationNode(.real(1.0))),
      ]), line: 7)
    #expect(one.canonicalJSON == two.canonicalJSON)
    #expect(one.canonicalJSON == #"{"a":1e-08,"b":1}"#)
    #expect(ConfigurationNode(.text("a\"\\\n\u{1}")).canonicalJSON == #""a\"\\\n\u0001""#)
  }

  private func problem(_ path: String, _ value: ConfigurationNode.Content) throws -> String {
    var node = smallTrial().node
    node.set(ConfigurationNode(value, line: 9), at: path.split(separator: ".")[...])
    let error = #expect(throws: ConfigurationError.self) { try TrialConfiguration(node, at: "") }
    return "\(try #require(error).line ?? 0): \(try #require(error))"
  }

  @Test("each mistake is named with its line, its value and what is allowed")
  func mistakes() throws {
    let betas = try problem("optimizer.beta1", .real(1.5))
    #expect(betas == "9: optimizer.beta1 is 1.5; allowed: from 0 to below 1")
    let unknown = try problem("optimizer.beta3", .real(0.5))
    #expect(
      unknown == "9: optimizer.beta3 is not a known key; allowed here: beta1, beta2, decay_biases, "
        + "epsilon, kind, learning_rate, weight_decay")
    #expect(
      try problem("optimizer.kind", .text("lion"))
        == "9: optimizer.kind is lion; allowed: adam, adamw, sgd")
    #expect(try problem("steps", .text("many")) == "9: steps is many; expected a whole number")
    #expect(try problem("steps", .real(1.5)) == "9: steps is 1.5; expected a whole number")
    for fraction in [0, 1, -0.1, .nan] {
      #expect(
        try problem("train_fraction", .real(fraction)).hasSuffix("; allowed: above 0 and below 1"))
    }
    let tiny = try problem("train_fraction", .real(0.001))
    #expect(tiny.contains("of 49 samples it leaves 0 to train and 49 to test"))
  }

  @Test("a trial from before a field existed keeps its canonical JSON")
  func identity() {
    #expect(
      smallTrial().node.canonicalJSON
        == #"{"batch":"full","evaluation":{"per_decade":100},"initialization":{"scale":1,"#
        + #""scheme":"normal-fan-in"},"loss":{"arithmetic":"standard","kind":"cross-entropy"},"#
        + #""model":{"activation":"gelu","embedding":5,"input":"embedding","kind":"perceptron","#
        + #""width":19},"optimizer":{"beta1":0.9,"beta2":0.999,"decay_biases":false,"#
        + #""epsilon":1e-08,"kind":"adamw","learning_rate":0.001,"weight_decay":1},"#
        + #""precision":"float64","pruning":{"points":51,"steps":[]},"seed":{"trial":0},"steps":20,"#
        + #""task":{"kind":"modular","modulus":7,"operation":"add"},"train_fraction":0.5}"#)
    #expect(
      OptimizerKind(SGD()).node.canonicalJSON
        == #"{"decay":"coupled","decay_biases":false,"kind":"sgd","learning_rate":0.01,"#
        + #""momentum":0,"weight_decay":0}"#)
  }

  @Test("everything around the update rule reads back from what it writes")
  func interventions() throws {
    var configuration = smallTrial()
    configuration.schedule.warmUp = 10
    configuration.schedule.cosine = true
    configuration.interventions = [
      InterventionKind(L2Penalty()), InterventionKind(GrokfastEMA()),
      InterventionKind(GrokfastMA()), InterventionKind(EGD()),
      InterventionKind(PerpGrad()), InterventionKind(Muon()), InterventionKind(NormClamp()),
    ]
    configuration.labelNoise = 0.25
    configuration.radialPenalty = 0.05
    for loss in everyLoss {
      configuration.loss = loss
      let read = try TrialConfiguration(configuration.node, at: "")
      #expect(read == configuration)
    }
  }

  @Test("what cannot go together is named")
  func contradictions() throws {
    let muon = Muon().node
    func kind(_ name: String, _ node: ConfigurationNode) -> ConfigurationNode {
      var node = node
      node.set(ConfigurationNode(.text(name)), at: ["kind"])
      return node
    }
    #expect(
      try problem("interventions", .list([kind("muon", muon), kind("muon", muon)]))
        == "9: interventions is a list with muon twice, but hidden matrices have one update rule")
    var clamp = NormClamp().node
    clamp.set(ConfigurationNode(.text("tensor")), at: ["per"])
    clamp.set(ConfigurationNode(.integer(3), line: 11), at: ["norm"])
    #expect(
      try problem("interventions", .list([kind("norm-clamp", clamp)]))
        == "11: interventions[0].norm is 3.0, but per: tensor keeps each tensor's own initial norm")
    var node = smallTrial().node
    node.set(ConfigurationNode(.boolean(true)), at: ["schedule", "cosine"])
    node.set(ConfigurationNode(.integer(20), line: 5), at: ["schedule", "warm_up"])
    let schedule = #expect(throws: ConfigurationError.self) { try TrialConfiguration(node, at: "") }
    #expect(
      schedule?.description
        == "schedule.warm_up is 20, but it leaves none of 20 steps to the cosine")
    var sgd = OptimizerKind(SGD()).node
    sgd.set(ConfigurationNode(.boolean(true), line: 6), at: ["nesterov"])
    let nesterov = #expect(throws: ConfigurationError.self) {
      try OptimizerKind(sgd, at: "optimizer")
    }
    #expect(nesterov?.description == "optimizer.nesterov is true, but momentum is 0")
  }

  private func read(_ changes: [String: ConfigurationNode.Content]) throws -> TrialConfiguration {
    var node = smallTrial().node
    for (path, value) in changes {
      node.set(ConfigurationNode(value), at: path.split(separator: ".")[...])
    }
    return try TrialConfiguration(node, at: "")
  }

  @Test("a later key is not written while it has its default")
  func omitted() throws {
    #expect(
      smallTrial().model.node.canonicalJSON
        == #"{"activation":"gelu","embedding":5,"input":"embedding","kind":"perceptron","width":19}"#
    )
    let deep = try read(["model.depth": .integer(2), "model.biases": .boolean(false)])
    #expect(
      deep.model.node.canonicalJSON
        == #"{"activation":"gelu","biases":false,"depth":2,"embedding":5,"input":"embedding","#
        + #""kind":"perceptron","width":19}"#)
    #expect(try TrialConfiguration(deep.node, at: "") == deep)
    let explicit = try read(["model.depth": .integer(1), "model.biases": .boolean(true)])
    #expect(explicit.node.canonicalJSON == smallTrial().node.canonicalJSON)
  }

  @Test("a network by its name is the network in full, initialization included")
  func named() throws {
    var node = smallTrial().node
    node.set(ConfigurationNode(.mapping([])), at: ["initialization"])
    node.set(ConfigurationNode(.text("manning-coe-2025")), at: ["model"])
    let word = try TrialConfiguration(node, at: "")
    node.set(
      ConfigurationNode(
        .mapping([.init(key: "kind", value: ConfigurationNode(.text("manning-coe-2025")))])),
      at: ["model"])
    let mapping = try TrialConfiguration(node, at: "")
    var full = PerceptronConfiguration()
    (full.input, full.width, full.activation) = (.twoHot, 512, .relu)
    node.set(NetworkKind(full).node, at: ["model"])
    node.set(ConfigurationNode(.text("xavier-normal")), at: ["initialization", "scheme"])
    let written = try TrialConfiguration(node, at: "")
    #expect(word.node.canonicalJSON == written.node.canonicalJSON)
    #expect(mapping.node.canonicalJSON == written.node.canonicalJSON)
  }

  @Test("keys beside a name change its network, and a scheme that is given stays")
  func changedName() throws {
    let changed = try read(["model": .text("gromov-2023")])
    #expect(changed.initialization.scheme == .normalFanIn)
    let narrow = try read([
      "model": .mapping([
        .init(key: "kind", value: ConfigurationNode(.text("gromov-2023"))),
        .init(key: "width", value: ConfigurationNode(.integer(64))),
      ])
    ])
    guard let model = narrow.model.chosen as? PerceptronConfiguration else { return }
    #expect(model.width == 64 && model.activation == .quadratic && !model.biases)
    for name in NamedPerceptron.allCases where name.configuration.input != .dense {
      let read = try read(["model": .text(name.rawValue)])
      #expect(read.model == NetworkKind(name.configuration))
    }
  }

  @Test("tokens and rows of numbers need networks that read them")
  func inputs() throws {
    for (changes, reason) in [
      (
        ["model.input": ConfigurationNode.Content.text("dense")],
        "model.input is dense, but the task's inputs are pairs of tokens, which input: dense does "
          + "not read"
      ),
      (
        ["task": denseTrial().task.node.content],
        "model.input is embedding, but the task's inputs are rows of numbers, which need input: "
          + "dense"
      ),
    ] {
      let error = #expect(throws: ConfigurationError.self) { try read(changes) }
      #expect(error?.description == reason)
    }
    #expect(try TrialConfiguration(denseTrial().node, at: "") == denseTrial())
  }

  @Test("division needs a prime modulus; the other operations do not")
  func prime() throws {
    var node = smallTrial().node
    node.set(ConfigurationNode(.integer(15), line: 4), at: ["task", "modulus"])
    _ = try TrialConfiguration(node, at: "")
    for operation in ["divide", "divide-if-odd-else-subtract"] {
      node.set(ConfigurationNode(.text(operation)), at: ["task", "operation"])
      let error = #expect(throws: ConfigurationError.self) { try TrialConfiguration(node, at: "") }
      #expect(
        error?.description
          == "task.modulus is 15, but division needs a prime modulus, such as 13 or 17")
      #expect(error?.line == 4)
    }
  }
}
