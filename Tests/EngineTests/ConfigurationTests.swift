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
      try problem("optimizer.kind", .text("adam"))
        == "9: optimizer.kind is adam; allowed: adamw, sgd")
    #expect(try problem("steps", .text("many")) == "9: steps is many; expected a whole number")
    #expect(try problem("steps", .real(1.5)) == "9: steps is 1.5; expected a whole number")
    for fraction in [0, 1, -0.1, .nan] {
      #expect(
        try problem("train_fraction", .real(fraction)).hasSuffix("; allowed: above 0 and below 1"))
    }
    let tiny = try problem("train_fraction", .real(0.001))
    #expect(tiny.contains("of 49 samples it leaves 0 to train and 49 to test"))
  }

  @Test("division needs a prime modulus; the other operations do not")
  func prime() throws {
    var node = smallTrial().node
    node.set(ConfigurationNode(.integer(15), line: 4), at: ["task", "modulus"])
    _ = try TrialConfiguration(node, at: "")
    node.set(ConfigurationNode(.text("divide")), at: ["task", "operation"])
    let error = #expect(throws: ConfigurationError.self) { try TrialConfiguration(node, at: "") }
    #expect(
      error?.description
        == "task.modulus is 15, but division needs a prime modulus, such as 13 or 17")
    #expect(error?.line == 4)
  }
}
