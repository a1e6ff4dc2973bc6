@testable import Engine
import Testing

@testable import Sweep

@Suite("Message, the configuration in it")
struct MessageConfigurationTests {
  @Test("a configuration keeps every bit on its way")
  func roundTrip() throws {
    let values = [
      1e-08, 0.1, 1e300, 3e-3, 0.30000000000000004, .leastNonzeroMagnitude, 1, 1e15, 1e16,
      123_456_789.125,
    ]
    for value in values {
      var rule = AdamW()
      rule.learningRate = value
      rule.weightDecay = value
      rule.epsilon = value
      var sent = TrialConfiguration()
      sent.optimizer = OptimizerKind(rule)
      sent.model = NetworkKind(PerceptronConfiguration())
      sent.trainFraction = 0.65
      sent.steps = 60_000
      sent.stop = StopRule()
      sent.seed.trial = -7
      sent.seed.split = Int.max
      sent.pruning.steps = [0, 100]

      let json = sent.node.canonicalJSON
      let received = try configuration(fromJSON: json)
      #expect(received == sent)
      #expect(received.node.canonicalJSON == json)
    }
  }

  @Test("random numbers keep every bit")
  func randomNumbers() throws {
    var generator = Generator(seed: Int(3), stream: "test")
    for _ in 0..<500 {
      let real = Double(bitPattern: generator.next())
      guard real.isFinite else { continue }
      let whole = Int(bitPattern: UInt(generator.next()))
      let written = ConfigurationNode(.list([real.node, whole.node])).canonicalJSON
      guard case .list(let read) = try ConfigurationNode(json: written).content else {
        Issue.record("not a list")
        return
      }
      #expect(try Double(read[0], at: "").bitPattern == real.bitPattern)
      #expect(try Int(read[1], at: "") == whole)
    }
  }

  @Test("every kind of value stays of its kind")
  func kinds() throws {
    let node = ConfigurationNode(
      .mapping([
        .init(key: "a", value: ConfigurationNode(.null)),
        .init(key: "b", value: ConfigurationNode(.boolean(true))),
        .init(key: "c", value: ConfigurationNode(.boolean(false))),
        .init(key: "d", value: ConfigurationNode(.integer(1))),
        .init(key: "e", value: ConfigurationNode(.integer(0))),
        .init(key: "f", value: ConfigurationNode(.text("1e-8 \"ä\"\n"))),
        .init(key: "g", value: ConfigurationNode(.list([]))),
        .init(key: "h", value: ConfigurationNode(.mapping([]))),
      ]))
    #expect(try ConfigurationNode(json: node.canonicalJSON) == node)
  }

  @Test("anything else is refused")
  func refused() {
    for text in ["", "{", "{\"steps\":}", "nonsense", "{\"unknown\":1}", "[1]", "1"] {
      #expect(throws: ConfigurationError.self) { try configuration(fromJSON: text) }
    }
  }
}
