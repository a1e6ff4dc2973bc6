import Engine
import Foundation
import Testing

@testable import Sweep

/// Mutated and random bytes for whatever reads bytes of others: nothing crashes, nothing hangs.
///
/// `GROKSWEEP_FUZZ_SECONDS` is the time for the three readers together. An input that ends the process
/// stays in the folder of temporary files, as `groksweep-fuzz-…`.
@Suite("Readers of any bytes", .serialized)
struct FuzzTests {
  private static let seconds =
    Double(ProcessInfo.processInfo.environment["GROKSWEEP_FUZZ_SECONDS"] ?? "") ?? 3
  /// Seconds after which an input hangs, and SIGALRM ends the process.
  private static let limit: UInt32 = 60

  @Test("a message is read as it is written, or refused")
  func messages() throws {
    let frames = try MessageTests.messages.map { try Frame.encode($0) }
    try fuzz("messages", frames) { bytes in
      for frame in [bytes, Self.sealed(bytes, lengthAt: 8, checksumAt: 12)] {
        guard let message = try? Frame.decode(frame) else { continue }
        #expect((try? Frame.encode(message)) == frame)
        return true
      }
      return false
    }
  }

  @Test("a checkpoint is gone on with, or refused")
  func checkpoints() throws {
    var trials: [TrialConfiguration] = []
    for axis in [
      "batch: [{kind: shuffled, size: 5}]", "precision: [float64]",
      "model: [{kind: perceptron, input: embedding, embedding: 2, width: 3, activation: gelu}]",
      "interventions: [[{kind: grokfast-ma, window: 3}, {kind: norm-clamp, per: tensor}]]",
      "pruning.steps: [[2, 3]]", "stop: [{test_accuracy: 0.1}]",
    ] { trials.append(try experiment(grid: axis).trial(cell: 0, seed: 1)) }
    let states = trials.map { trial in
      let trainer = Trainer(trial)
      for _ in 0..<9 { _ = trainer.advance(atMost: 1) }
      return Checkpoints.encode(Checkpoints.Checkpoint(seconds: 1, state: trainer.state()))
    }
    try fuzz("checkpoints", states) { bytes in
      // Both seals, so that what lies in them is read too.
      let state = Self.sealed(Array(bytes.dropFirst(14).dropLast(4)), lengthAt: 6, checksumAt: nil)
      let whole = Checkpoints.encode(Checkpoints.Checkpoint(seconds: 1, state: state))
      for file in [bytes, whole] {
        guard let checkpoint = try? Checkpoints.decode(file) else { continue }
        for trial in trials {
          guard let trainer = try? Trainer(trial, resuming: checkpoint.state) else { continue }
          _ = trainer.advance(atMost: 3)
          return true
        }
      }
      return false
    }
  }

  @Test("an experiment is read, or refused")
  func experiments() throws {
    let folder = URL(filePath: #filePath).appending(path: "../../../experiments").standardized
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    try fuzz("experiments", files.map { [UInt8](try Data(contentsOf: $0)) }) { bytes in
      let source = String(decoding: bytes, as: UTF8.self)
      guard let experiment = try? Experiment(source: source, path: "/nowhere/experiment.yaml")
      else { return false }
      _ = experiment.cell(experiment.cellCount - 1)
      return true
    }
  }

  /// Tries inputs for a while, and says how many were tried and how many accepted.
  private func fuzz(
    _ name: String, _ corpus: [[UInt8]], _ accepts: ([UInt8]) throws -> Bool
  ) throws {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "groksweep-fuzz-\(name)-\(ProcessInfo.processInfo.processIdentifier)")
    let end = Date(timeIntervalSinceNow: Self.seconds / 3)
    var (tried, accepted) = (0, 0)
    for whole in corpus { #expect(try accepts(whole), "\(name): an input as it is written") }
    while Date() < end {
      let input = Self.input(corpus)
      try Data(input).write(to: file)
      alarm(Self.limit)
      if try accepts(input) { accepted += 1 }
      tried += 1
    }
    alarm(0)
    try FileManager.default.removeItem(at: file)
    print("fuzz: \(name): \(tried) inputs tried, \(accepted) accepted")
    #expect(tried > 0)
  }

  /// One of the corpus with a few mutations, or random bytes.
  private static func input(_ corpus: [[UInt8]]) -> [UInt8] {
    guard var bytes = corpus.randomElement(), Int.random(in: 0..<20) > 0 else {
      return (0..<Int.random(in: 0...200)).map { _ in .random(in: 0...255) }
    }
    for _ in 0..<[1, 1, 1, 2, 4, 16][Int.random(in: 0..<6)] {
      let start = Int.random(in: 0...bytes.count)
      let range = start..<min(bytes.count, start + Int.random(in: 0...20))
      switch Int.random(in: 0..<7) {
      case 0: bytes.replaceSubrange(range, with: [])
      case 1: bytes.insert(contentsOf: bytes[range], at: Int.random(in: 0...bytes.count))
      case 2: bytes.replaceSubrange(range, with: range.map { _ in .random(in: 0...255) })
      case 3: for index in range.prefix(1) { bytes[index] ^= 1 << UInt8.random(in: 0..<8) }
      case 4:
        let donor = corpus.randomElement() ?? []
        let from = Int.random(in: 0...donor.count)
        bytes.replaceSubrange(range, with: donor[from...].prefix(range.count + 5))
      case 5:
        var number = ByteWriter()
        number.write([0, 1, -1, .max, .min, 1 << 31, 1 << 40].randomElement() ?? 0)
        bytes.replaceSubrange(start..<min(bytes.count, start + 8), with: number.bytes)
      default: bytes.replaceSubrange(range.prefix(1), with: words.randomElement()?.utf8 ?? "".utf8)
      }
    }
    return bytes
  }

  /// What the readers of texts are most likely to stumble over.
  private static let words = [
    "1e400", "-1", "0", ".nan", "9223372036854775807", "1e18", "[", "]", "{", "}", ": ", "- ",
    "\n", "\n  ", "&a ", "*a", "~", "none", "\"", "\u{0}", "\u{feff}", "%", "!!", "? ", "#", ",",
  ]

  /// Bytes with the length and checksum that their reader looks for before anything else.
  ///
  /// A frame has its checksum in the header, a state at its end.
  private static func sealed(_ bytes: [UInt8], lengthAt: Int, checksumAt: Int?) -> [UInt8] {
    var bytes = bytes
    let header = checksumAt.map { $0 + 4 } ?? 14
    let end = checksumAt == nil ? bytes.count - 4 : bytes.count
    guard end >= header else { return bytes }
    for offset in 0..<(checksumAt == nil ? 8 : 4) {
      bytes[lengthAt + offset] = UInt8(truncatingIfNeeded: (end - header) >> (8 * offset))
    }
    var checksum = CRC32C()
    checksum.update(bytes[..<(checksumAt ?? end)])
    if checksumAt != nil { checksum.update(bytes[header...]) }
    for offset in 0..<4 {
      bytes[(checksumAt ?? end) + offset] = UInt8(
        truncatingIfNeeded: checksum.value >> (8 * offset))
    }
    return bytes
  }
}
