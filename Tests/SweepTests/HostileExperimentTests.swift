import Engine
import Foundation
import Testing

@testable import Sweep

/// A file that no user means, and a part of the line that it is refused with; `nil` where it is an
/// experiment after all.
private struct Hostile {
  let name: String
  let source: String
  let refusal: String?

  init(_ name: String, _ source: String, _ refusal: String?) {
    (self.name, self.source, self.refusal) = (name, source, refusal)
  }

  /// A sound file in which a text is another one.
  init(_ text: String, for other: String, _ refusal: String?) {
    self.init(text, sound.replacing(other, with: text), refusal)
  }
}

private let sound = """
  experiment: small
  question: Does it grok?
  base:
    task: {kind: modular, operation: add, modulus: 7}
    model: {kind: perceptron, input: two-hot, width: 8, activation: relu}
    optimizer: {kind: adamw, learning_rate: 1e-3, weight_decay: 1}
    train_fraction: 0.5
    steps: 1000
  grid:
    train_fraction: [0.4, 0.5]
  seeds: 2
  """

private let memory = "but a trial may take"
private let bombLines = (1...30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }
private let tenValues = (0..<10).map { "\($0)" }.joined(separator: ", ")

private let files: [Hostile] = [
  // The text.
  Hostile("nothing", "", "the file is empty"),
  Hostile("blanks", String(repeating: " ", count: 900_000), "the file is empty"),
  Hostile("a byte order mark alone", "\u{FEFF}", "the file is empty"),
  Hostile("a byte order mark", "\u{FEFF}" + sound, nil),
  Hostile("lines as Windows ends them", sound.replacing("\n", with: "\r\n"), nil),
  Hostile("NUL", "experiment: a\u{0}b", "control characters are not allowed"),
  Hostile("tabs", sound.replacing("  task", with: "\ttask"), ":4: "),
  Hostile("an open quote", "experiment: \"small", "not an experiment in YAML"),
  Hostile(
    "an open list of a megabyte", "seeds: [" + String(repeating: "1,", count: 400_000),
    "not an experiment in YAML"),
  Hostile("two documents", sound + "\n---\n" + sound, "found another document"),
  Hostile("a tag", "--- !!python/object:os.system [rm]", ":1: the file is [\"rm\"]"),
  Hostile("another YAML", "%YAML 9.9\n---\n" + sound, "found incompatible YAML document"),
  Hostile("a key that is a list", "? [1, 2]\n: 3", "a key is no single word"),
  Hostile("a merge key", "<<: {a: 1}", "<< is not a known key"),
  Hostile(
    "lists in lists", "seeds: " + String(repeating: "[", count: 10_000), "not an experiment in YAML"
  ),
  Hostile(
    "mappings in mappings", String(repeating: "{a: ", count: 10_000), "not an experiment in YAML"),
  Hostile(
    "lists in lists, closed",
    "seeds: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900),
    "nested more than 32 levels deep"),
  Hostile(
    "levels by blanks",
    (0..<200).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"),
    "nested more than 32 levels deep"),
  Hostile(
    "a bomb of aliases", "a0: &a0 [1]\n" + bombLines.joined(separator: "\n"), "more than 24 aliases"
  ),
  Hostile(
    "a bomb in a key",
    "a0: &a0 [1, 1]\n" + bombLines[..<11].joined(separator: "\n") + "\n? *a11\n: 1",
    "a key is no single word"),
  Hostile(
    "a bomb of few aliases",
    "a: &a [" + String(repeating: "1,", count: 3_000) + "]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\n"
      + "c: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]", "more than 1000000 values"),
  Hostile(
    "aliases that are of use",
    sound.replacing("train_fraction: 0.5", with: "train_fraction: &half 0.5")
      .replacing("[0.4, 0.5]", with: "[0.4, *half]"), nil),
  Hostile("a key twice", sound + "\nseeds: 3", "the key seeds is given twice"),
  Hostile(
    "ninety thousand keys", (0..<90_000).map { "k\($0): 1" }.joined(separator: "\n"),
    ":1: k0 is not a known key"),
  // Names.
  Hostile("experiment: \"\"", for: "experiment: small", "allowed: a name of up to 100"),
  Hostile("experiment: \"  \"", for: "experiment: small", "allowed: a name of up to 100"),
  Hostile("experiment: \"a\\nb\"", for: "experiment: small", "experiment is a b; allowed"),
  Hostile("experiment: \"\\e[2Ja\"", for: "experiment: small", "experiment is  [2Ja; allowed"),
  Hostile("experiment: \"a\\u202Eb\"", for: "experiment: small", "experiment is a b; allowed"),
  Hostile("experiment: \"\\u200B\"", for: "experiment: small", "allowed: a name of up to 100"),
  Hostile(
    "experiment: " + String(repeating: "x", count: 10_000), for: "experiment: small",
    "x …; allowed: a name of up to 100"),
  Hostile("experiment: ../../etc/passwd", for: "experiment: small", nil),
  Hostile("experiment: \"'; DROP TABLE trials; --\"", for: "experiment: small", nil),
  Hostile(
    "question: \"" + String(repeating: "why? ", count: 2_000) + "\"",
    for: "question: Does it grok?", nil),
  Hostile("\"\": [1]", for: "train_fraction: [0.4, 0.5]", "is not a known key"),
  Hostile("\".\": [1]", for: "train_fraction: [0.4, 0.5]", "is not a known key"),
  Hostile("\"a'); --\": [1]", for: "train_fraction: [0.4, 0.5]", "a'); -- is not a known key"),
  Hostile(
    "optimizer..learning_rate: [1]", for: "train_fraction: [0.4, 0.5]", "is not a known key"),
  Hostile(
    String(repeating: "a.", count: 500) + "a: [1]", for: "train_fraction: [0.4, 0.5]",
    "a is not a known key"),
  // Numbers.
  Hostile("steps: 1e400", for: "steps: 1000", "steps is 1e400; expected a whole number"),
  Hostile("steps: 9223372036854775808", for: "steps: 1000", "steps is 9.223372036854776e+18"),
  Hostile("steps: -9223372036854775808", for: "steps: 1000", "allowed: a whole number from 1"),
  Hostile("steps: .inf", for: "steps: 1000", "steps is inf; expected a whole number"),
  Hostile("steps: -0.0", for: "steps: 1000", "steps is 0; allowed"),
  Hostile("steps: 0x10", for: "steps: 1000", "steps is 0x10; expected a whole number"),
  Hostile("steps: 1_000", for: "steps: 1000", "steps is 1_000; expected a whole number"),
  Hostile("steps: 1000000000000000", for: "steps: 1000", nil),
  Hostile("steps: 1000000000000000\n  evaluation: {every: 1}", for: "steps: 1000", memory),
  Hostile("evaluation: {per_decade: 10001}\n  steps: 5", for: "steps: 1000", "from 1 to 10000"),
  Hostile("learning_rate: 1e-400", for: "learning_rate: 1e-3", "learning_rate is 0; allowed"),
  Hostile("learning_rate: -0.0", for: "learning_rate: 1e-3", "learning_rate is 0; allowed"),
  Hostile("weight_decay: .nan", for: "weight_decay: 1", "weight_decay is nan; allowed"),
  Hostile("weight_decay: -.inf", for: "weight_decay: 1", "weight_decay is -inf; allowed"),
  Hostile("weight_decay: -0.0", for: "weight_decay: 1", nil),
  Hostile("weight_decay: 1e308", for: "weight_decay: 1", nil),
  Hostile("train_fraction: [.nan]", for: "train_fraction: [0.4, 0.5]", "train_fraction is nan"),
  Hostile("train_fraction: [5e-324]", for: "train_fraction: [0.4, 0.5]", "it leaves 0 to train"),
  Hostile("modulus: 1000000000", for: "modulus: 7", "task.modulus is 1000000000"),
  Hostile("modulus: 9223372036854775807", for: "modulus: 7", "task.modulus is"),
  Hostile("modulus: 0", for: "modulus: 7", "task.modulus is 0"),
  Hostile("width: 1000000000", for: "width: 8", memory),
  Hostile("width: 4611686018427387904", for: "width: 8", "model.width is"),
  Hostile("batch: {kind: shuffled, size: 0}\n  steps: 5", for: "steps: 1000", "batch.size is 0"),
  Hostile(
    "task: {kind: parity, relevant_bits: 3, noise_bits: 1000000000, samples: 100000}",
    for: "task: {kind: modular, operation: add, modulus: 7}", "which need input: dense"),
  Hostile(
    "task: {kind: teacher-student, dimension: 1000000000, samples: 1000000000}",
    for: "task: {kind: modular, operation: add, modulus: 7}", "task."),
  Hostile(
    "task: {kind: permutations, degree: 20}",
    for: "task: {kind: modular, operation: add, modulus: 7}", "task."),
  // The grid and its seeds.
  Hostile("seeds: 1000000000000", for: "seeds: 2", "the grid has 2000000000000 trials"),
  Hostile("seeds: 9223372036854775807", for: "seeds: 2", "the grid has more than"),
  Hostile("seeds: [9223372036854775808]", for: "seeds: 2", "expected a whole number"),
  Hostile("seeds: [-1]", for: "seeds: 2", "allowed: a whole number from 0"),
  Hostile(
    "a grid of 10⁹ cells",
    sound.replacing(
      "train_fraction: [0.4, 0.5]",
      with: (0..<9).map { "f\($0): [\(tenValues)]" }.joined(separator: "\n  ")),
    "the grid has 2000000000 trials; allowed: up to 2000000"),
  Hostile(
    "an axis of 100,000 equal values",
    sound.replacing(
      "[0.4, 0.5]", with: "[" + Array(repeating: "0.4", count: 100_000).joined(separator: ",") + "]"
    ),
    "has the value 0.4 twice"),
  Hostile(
    "interventions: [{kind: grokfast-ma, window: 1000000000}]\n  steps: 5", for: "steps: 1000",
    memory
  ),
  Hostile("pruning: {steps: [-1]}\n  steps: 5", for: "steps: 1000", "allowed: steps from 0"),
  Hostile(
    "task: {kind: table, file: /dev/zero, inputs: [a], target: b}",
    for: "task: {kind: modular, operation: add, modulus: 7}", "/dev/zero"),
  Hostile(
    "task: {kind: table, file: ../../../../../../nowhere.csv, inputs: [a], target: b}",
    for: "task: {kind: modular, operation: add, modulus: 7}", "nowhere.csv"),
]

@Suite("A hostile experiment file")
struct HostileExperimentTests {
  @Test("is refused in one line, or is an experiment")
  func refused() throws {
    #expect(files.count >= 60)
    try withDirectory { directory in
      for (number, file) in files.enumerated() {
        let path = directory + "/\(number).yaml"
        try file.source.write(toFile: path, atomically: true, encoding: .utf8)
        let line = refusal(of: path)
        if let expected = file.refusal {
          #expect(
            line?.contains(expected) == true, "\(file.name.prefix(80)): \(line ?? "accepted")")
        } else {
          #expect(line == nil, "\(file.name.prefix(80))")
        }
        let scalars = line?.unicodeScalars.map(\.properties.generalCategory) ?? []
        #expect(!scalars.contains { [.control, .format, .lineSeparator].contains($0) })
        #expect(scalars.count < 700, "\(file.name.prefix(80))")
      }
    }
  }

  @Test("is read no further than it may be large, and only if it is a file")
  func bytes() throws {
    try withDirectory { directory in
      let path = directory + "/bytes.yaml"
      for (bytes, expected) in [
        (Data(count: 100_000_000), "it is larger than 1 MB"),
        (Data([0xff, 0xfe, 0x61, 0]), "it is not text in UTF-8"),
        (Data("experiment: caf\u{e9}".unicodeScalars.map { UInt8($0.value) }), "not text in UTF-8"),
      ] {
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(refusal(of: path)?.contains(expected) == true, "\(expected)")
      }
      let pipe = directory + "/pipe.yaml"
      #expect(unsafe mkfifo(pipe, 0o600) == 0)
      #expect(refusal(of: pipe)?.contains("it is no regular file") == true)
    }
  }

  @Test("leaves thousands of rules out of millions of combinations in no time")
  func exclusions() throws {
    let values = (1...125).map { "\($0)" }.joined(separator: ", ")
    let rules = (1...1_400).map {
      "{optimizer.weight_decay: [\(($0 - 1) % 125 + 1)], steps: [\(($0 - 1) / 125 + 1)]}"
    }
    let grid = """
      steps: [\(values)], optimizer.weight_decay: [\(values)], \
      exclude: [{train_fraction: 0.5}, \(rules.joined(separator: ", "))], train_fraction: [0.5, 0.4]
      """
    let experiment = try experiment(grid: grid, seeds: "1")
    #expect(experiment.cellCount == 125 * 125 - 1_400)
    #expect(experiment.cell(0).values.map(\.summary) == ["12", "26", "0.4"])
  }

  private func refusal(of path: String) -> String? {
    do {
      _ = try Experiment(contentsOf: path)
      return nil
    } catch {
      return "\(error)"
    }
  }
}
