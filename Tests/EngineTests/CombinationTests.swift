import Foundation
import Testing

@testable import Engine

/// Draws configurations as an experiment file may have them: every kind of everything, mostly of
/// small sizes, some of no sense at all.
struct ConfigurationFuzzer {
  private var generator: Generator

  init(seed: Int) { generator = Generator(seed: seed, stream: "combinations") }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[generator.integer(below: values.count)]
  }

  private mutating func chance(_ share: Double) -> Bool { generator.unit() < share }

  /// A size: small, or in one of two hundred cases hostile.
  private mutating func size(_ range: ClosedRange<Int>) -> ConfigurationNode {
    let hostile = [0, -1, 1 << 30, (1 << 31) - 1, 1 << 31, 1 << 45, 1 << 62, .max, .min]
    let value =
      chance(0.005)
      ? pick(hostile) : range.lowerBound + generator.integer(below: range.count)
    return ConfigurationNode(.integer(value))
  }

  private mutating func number(_ values: [Double]) -> ConfigurationNode {
    ConfigurationNode(
      .real(chance(0.005) ? pick([-1, 0, .nan, .infinity, 1e300, 1e-300]) : pick(values)))
  }

  private mutating func word(_ words: [String]) -> ConfigurationNode {
    ConfigurationNode(.text(chance(0.002) ? "nonsense" : pick(words)))
  }

  private mutating func flag() -> ConfigurationNode { ConfigurationNode(.boolean(chance(0.5))) }

  private func mapping(_ entries: [(String, ConfigurationNode)]) -> ConfigurationNode {
    ConfigurationNode(.mapping(entries.map { .init(key: $0.0, value: $0.1) }))
  }

  private mutating func mapping(
    kind: String, _ entries: [(String, ConfigurationNode)]
  ) -> ConfigurationNode {
    // Keys that have a default are left out now and then.
    mapping([("kind", ConfigurationNode(.text(kind)))] + entries.filter { _ in !chance(0.01) })
  }

  /// A task, and its table if it has one.
  private mutating func task() -> (ConfigurationNode, SampleTables) {
    switch generator.integer(below: 5) {
    case 0:
      let operation = word(ModularArithmetic.Operation.allCases.map(\.rawValue))
      return (
        mapping(kind: "modular", [("operation", operation), ("modulus", size(2...13))]), [:]
      )
    case 1:
      let operation = word(Permutations.Operation.allCases.map(\.rawValue))
      return (
        mapping(kind: "permutation", [("operation", operation), ("degree", size(2...3))]), [:]
      )
    case 2:
      return (
        mapping(
          kind: "parity",
          [
            ("relevant_bits", size(1...3)), ("noise_bits", size(0...17)),
            ("samples", size(2...60)), ("positions", word(["first", "drawn"])),
          ]), [:]
      )
    case 3:
      return (
        mapping(
          kind: "teacher-student",
          [
            ("inputs", size(1...18)), ("outputs", size(1...18)), ("samples", size(2...60)),
            ("teacher_width", size(1...20)), ("teacher_depth", size(1...3)),
            ("tolerance", number([0.1])),
          ]), [:]
      )
    default: return table()
    }
  }

  private mutating func table() -> (ConfigurationNode, SampleTables) {
    let columns = chance(0.7) ? 3 : 1 + generator.integer(below: 5)
    let (rows, tokens) = (2 + generator.integer(below: 60), 1 + generator.integer(below: 17))
    let classes = 1 + generator.integer(below: 17)
    let numbers = (0..<rows).flatMap { _ in
      (0..<columns).map { column in
        Double(generator.integer(below: column == columns - 1 ? classes : tokens))
      }
    }
    let table = SampleTable(columns: (0..<columns).map { "c\($0)" }, numbers: numbers)
    let content = TableContent(sha256: "of \(generator.next())", rows: rows)
    var entries = [
      ("file", content.node), ("inputs", word(["tokens", "features"])),
      ("label", ConfigurationNode(.text("c\(columns - 1)"))),
    ]
    if chance(0.3) { entries.append(("tolerance", number([0.5]))) }
    return (mapping(kind: "table", entries), [content: table])
  }

  /// A network, that mostly reads what the task has.
  private mutating func network(dense: Bool) -> ConfigurationNode {
    let activation = word(Activation.allCases.map(\.rawValue))
    let isFit = chance(0.9)
    if isFit ? dense || chance(0.5) : chance(0.5) {
      let inputs = PerceptronConfiguration.Input.allCases.filter {
        !isFit || dense == ($0 == .dense)
      }
      return mapping(
        kind: "perceptron",
        [
          ("input", word(inputs.map(\.rawValue))),
          ("embedding", size(1...18)), ("width", size(1...40)), ("depth", size(1...3)),
          ("activation", activation), ("biases", flag()),
        ])
    }
    let name = pick(["transformer", "nanda-2023", "norm-separation-2026", "power-2022"])
    let heads = 1 + generator.integer(below: 3)
    let width = chance(0.9) ? heads * (1 + generator.integer(below: 18)) : 7
    return mapping(
      kind: name,
      [
        ("layers", size(1...2)), ("width", ConfigurationNode(.integer(width))),
        ("heads", ConfigurationNode(.integer(heads))), ("feed_forward", size(1...40)),
        ("activation", activation),
        ("tokens", word(TransformerConfiguration.Tokens.allCases.map(\.rawValue))),
        ("positions", word(TransformerConfiguration.Positions.allCases.map(\.rawValue))),
        ("causal", flag()),
        ("layer_norm", word(TransformerConfiguration.LayerNorm.allCases.map(\.rawValue))),
        ("final_norm", flag()), ("attention_bias", flag()), ("feed_forward_bias", flag()),
        ("output_bias", flag()), ("read_out", word(["untied", "tied"])),
        ("outputs", word(["classes", "vocabulary"])),
      ])
  }

  private mutating func loss() -> ConfigurationNode {
    switch generator.integer(below: 4) {
    case 0:
      mapping(kind: "cross-entropy", [("arithmetic", word(["standard", "stable"]))])
    case 1: mapping(kind: "mean-squared-error", [("reduction", word(["mean", "sum"]))])
    case 2:
      mapping(kind: "hinge", [("margin", number([1])), ("against", word(["rival", "all"]))])
    default: ConfigurationNode(.text("stablemax"))
    }
  }

  private mutating func optimizer() -> ConfigurationNode {
    let (rate, decay, biases) = (
      number([1e-3, 0.1]), number([0, 1e-4, 1]), flag()
    )
    let name = pick(["adam", "adamw", "sgd"])
    if name == "sgd" {
      return mapping(
        kind: name,
        [
          ("learning_rate", rate), ("weight_decay", decay), ("momentum", number([0, 0.9])),
          ("nesterov", flag()), ("decay", word(["coupled", "decoupled"])),
          ("decay_biases", biases),
        ])
    }
    return mapping(
      kind: name,
      [
        ("learning_rate", rate), (name == "adam" ? "l2" : "weight_decay", decay),
        ("beta1", number([0, 0.9])), ("beta2", number([0.98])), ("epsilon", number([0, 1e-8])),
        ("decay_biases", biases),
      ])
  }

  private mutating func intervention() -> ConfigurationNode {
    switch generator.integer(below: 7) {
    case 0: mapping(kind: "l2-penalty", [("lambda", number([0.1])), ("decay_biases", flag())])
    case 1: mapping(kind: "grokfast-ema", [("alpha", number([0.9])), ("lambda", number([2]))])
    case 2: mapping(kind: "grokfast-ma", [("window", size(1...4)), ("lambda", number([2]))])
    case 3: mapping(kind: "egd", [("until", size(1...4))])
    case 4: ConfigurationNode(.text("perp-grad"))
    case 5:
      mapping(
        kind: "muon",
        [
          ("learning_rate", number([0.02])), ("weight_decay", number([0, 0.1])),
          ("momentum", number([0.95])), ("nesterov", flag()), ("iterations", size(1...5)),
        ])
    default: mapping(kind: "norm-clamp", [("per", word(["network", "tensor"]))])
    }
  }

  private mutating func batch() -> ConfigurationNode {
    let name = pick(["full", "shuffled", "fixed", "with-replacement"])
    return name == "full"
      ? ConfigurationNode(.text(name)) : mapping(kind: name, [("size", size(1...40))])
  }

  /// A configuration of three steps, and the tables of its task.
  mutating func next() -> (ConfigurationNode, SampleTables) {
    let (task, tables) = task()
    let sizes = try? TaskKind(task, at: "task").sizes(tables)
    let isRegression = if case .values? = sizes?.targets { true } else { false }
    let isDense = if case .rows? = sizes?.inputs { true } else { false }
    let squared = ConfigurationNode(.text("mean-squared-error"))
    var entries = [
      ("task", task), ("model", network(dense: isDense)), ("optimizer", optimizer()),
      ("loss", isRegression && chance(0.9) ? squared : loss()),
      ("train_fraction", number([0.2, 0.5, 0.9])), ("batch", batch()),
      ("steps", ConfigurationNode(.integer(3))),
      ("precision", word(["float32", "float64"])),
      (
        "initialization",
        mapping([("scheme", word(Initialization.Scheme.allCases.map(\.rawValue)))])
      ),
      (
        "interventions",
        ConfigurationNode(.list((0..<pick([0, 0, 1, 2])).map { _ in intervention() }))
      ),
    ]
    if chance(0.1) { entries.append(("radial_penalty", number([0.1]))) }
    if chance(0.1) { entries.append(("label_noise", number([0.2, 1]))) }
    if chance(0.2) {
      entries.append(("schedule", mapping([("warm_up", size(0...2)), ("cosine", flag())])))
    }
    if chance(0.2) { entries.append(("evaluation", mapping([("every", size(1...3))]))) }
    if chance(0.2) {
      entries.append(
        (
          "pruning",
          mapping([("steps", ConfigurationNode(.list([size(0...2)]))), ("points", size(41...60))])
        ))
    }
    return (mapping(entries), tables)
  }
}

@Suite("Combinations")
struct CombinationTests {
  /// 2,000 in a test run; `make fuzz` asks for more.
  private static let count =
    ProcessInfo.processInfo.environment["GROKSWEEP_COMBINATIONS"].flatMap { Int($0) } ?? 2_000

  @Test("every configuration trains three steps or is refused, and none traps")
  func trainedOrRefused() throws {
    var fuzzer = ConfigurationFuzzer(seed: 1)
    var (accepted, diverged) = (0, 0)
    for number in 0..<Self.count {
      let (node, tables) = fuzzer.next()
      do {
        let trial = try TrialConfiguration(node, at: "")
        let sizes = try trial.task.sizes(tables)
        try trial.check(sizes, node)
        try trial.checkMemory(sizes, limit: 100e6, node)
        accepted += 1
        let result = trained(trial, tables: tables)
        #expect(result.ending == .budget || result.ending == .diverged, "\(number)")
        if result.ending == .diverged { diverged += 1 }
        // What was read is written, and read again, as the same.
        #expect(try TrialConfiguration(trial.node, at: "") == trial, "\(number)")
      } catch let error where error is ConfigurationError || error is TableError {
        continue
      }
    }
    print("\(Self.count) configurations: \(accepted) trained, \(diverged) of them diverged")
    #expect(accepted > Self.count / 10 && accepted < Self.count * 9 / 10)
  }
}
