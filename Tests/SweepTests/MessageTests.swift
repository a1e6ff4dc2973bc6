import Engine
import Testing

@testable import Sweep

@Suite("Message")
struct MessageTests {
  static let report = TrialReport(
    trial: TrialID(rawValue: 1 << 40), attempt: 2, startedAt: 1_700_000_000.25, wallSeconds: 3.5,
    leavesCheckpoint: true,
    result: TrialResult(
      tensors: ["embedding", "W₁", ""],
      trajectory: [
        Evaluation(
          step: 0, trainLoss: 4.0775, trainAccuracy: 0, testLoss: .infinity, testAccuracy: -0.0,
          tensorNorm2: [1, .leastNonzeroMagnitude, .greatestFiniteMagnitude],
          pruning: PruningCurve(accuracies: [1, 0.5, 0.1])),
        Evaluation(
          step: 60_000, trainLoss: 1e-300, trainAccuracy: 1, testLoss: 0.1, testAccuracy: 0.3,
          tensorNorm2: []),
      ],
      ending: .diverged))

  static let messages: [Message] = [
    .ready(Provenance(host: "node-017", blasKernel: "Zen")), .ready(Provenance()),
    .assign(
      Assignment(
        cell: #"{"steps":10}"#, attempt: 3, resumes: true,
        trials: [TrialID(rawValue: 839), TrialID(rawValue: 0)], seeds: [7, -2])),
    .heartbeat(
      Heartbeat(
        attempt: AttemptID(trial: TrialID(rawValue: 0), number: 4), step: 12_345,
        pace: Pace(silence: 0.125, moment: 60))),
    .heartbeat(Heartbeat(attempt: nil, step: 0, pace: Pace())),
    .resumed(AttemptID(trial: TrialID(rawValue: 258), number: 2), step: 3),
    .results([report, report], pace: Pace(silence: 2, moment: 3)), .results([], pace: Pace()),
    .drain, .drained(nil, step: 0),
    .drained(AttemptID(trial: TrialID(rawValue: 4), number: 1), step: 9), .recall, .ping,
    .dismiss(allPresent: true), .dismiss(allPresent: false),
  ]

  @Test("every message reads back as it was written")
  func roundTrip() throws {
    for message in Self.messages {
      #expect(try Frame.decode(Frame.encode(message)) == message)
    }
  }

  @Test("every ending has its own number")
  func endings() throws {
    for ending in Ending.allCases {
      var report = Self.report
      report.result.ending = ending
      let message = Message.results([report], pace: Pace())
      #expect(try Frame.decode(Frame.encode(message)) == message)
    }
  }

  @Test("numbers travel by their bits, a payload of NaN included")
  func bits() throws {
    let patterns: [UInt64] = [
      0x7ff8_0000_0000_0001, 0xfff0_dead_beef_0000, 0x8000_0000_0000_0000, 1,
    ]
    for pattern in patterns {
      var report = Self.report
      report.result.trajectory[0].testLoss = Double(bitPattern: pattern)
      let frame = try Frame.encode(.results([report], pace: Pace()))
      guard case .results(let read, _) = try Frame.decode(frame) else {
        Issue.record("not a result")
        return
      }
      #expect(read.first?.result.trajectory[0].testLoss.bitPattern == pattern)
    }
  }

  @Test("the frame is the documented one")
  func layout() throws {
    let attempt = AttemptID(trial: TrialID(rawValue: 258), number: 7)
    let frame = try Frame.encode(.resumed(attempt, step: 3))
    #expect(Array(frame[..<12]) == Array("gswp".utf8) + [3, 0, 4, 0, 24, 0, 0, 0])
    let zeros: [UInt8] = [0, 0, 0, 0, 0, 0]
    #expect(Array(frame[16...]) == [2, 1] + zeros + [7, 0] + zeros + [3, 0] + zeros)
  }

  @Test("the checksum is CRC-32C")
  func checkValues() throws {
    // RFC 3720, appendix B.4, and the usual check value.
    #expect(checksum(Array("123456789".utf8)) == 0xe306_9283)
    #expect(checksum(Array(repeating: 0, count: 32)) == 0x8a91_36aa)
    #expect(checksum(Array(0..<32)) == 0x46dd_794e)
  }

  @Test("a frame cut off anywhere is refused")
  func truncated() throws {
    for message in Self.messages {
      let frame = try Frame.encode(message)
      for length in 0..<frame.count {
        #expect(throws: MessageError.self) { try Frame.decode(Array(frame[..<length])) }
      }
      #expect(throws: MessageError.surplus(1)) { try Frame.decode(frame + [0]) }
    }
  }

  @Test("a frame with any bit flipped is refused")
  func flipped() throws {
    for message in Self.messages {
      let frame = try Frame.encode(message)
      for bit in 0..<frame.count * 8 {
        var damaged = frame
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(throws: MessageError.self, "bit \(bit)") { try Frame.decode(damaged) }
      }
    }
  }

  @Test("a payload of any bytes under a right checksum is read or refused, and never traps")
  func sealedNonsense() throws {
    var generator = Generator(seed: Int(1), stream: "test")
    for message in Self.messages {
      let frame = try Frame.encode(message)
      for _ in 0..<2000 {
        var bytes = frame
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          let position = Int.random(in: 6..<bytes.count, using: &generator)
          bytes[position] =
            [0, 1, 0x7f, 0x80, 0xff, .random(in: 0...255, using: &generator)]
            .randomElement(using: &generator) ?? 0
        }
        _ = try? Frame.decode(sealed(bytes))
      }
    }
  }

  @Test("random bytes are refused")
  func randomBytes() throws {
    var generator = Generator(seed: Int(2), stream: "test")
    for _ in 0..<2000 {
      let count = Int.random(in: 0...100, using: &generator)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(throws: MessageError.self) { try Frame.decode(bytes) }
    }
  }

  @Test("what is wrong with a frame is said")
  func errors() throws {
    var frame = try Frame.encode(.ping)
    frame[0] = 0
    #expect(throws: MessageError.foreign) { try Frame.decode(frame) }
    frame = try Frame.encode(.ping)
    frame[4] = 9
    #expect(throws: MessageError.version(found: 9, expected: Frame.version)) {
      try Frame.decode(frame)
    }
    frame = try Frame.encode(.ping)
    frame[6] = 77
    #expect(throws: MessageError.kind(77)) { try Frame.decode(sealed(frame)) }
    frame = try Frame.encode(.resumed(AttemptID(trial: TrialID(rawValue: 1), number: 1), step: 1))
    frame[23] = 0x80
    #expect(throws: MessageError.value(field: "trial")) { try Frame.decode(sealed(frame)) }
  }

  private func checksum(_ bytes: [UInt8]) -> UInt32 {
    var crc = CRC32C()
    crc.update(bytes[...])
    return crc.value
  }

  /// The bytes with a right length and checksum.
  private func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var header = ByteWriter()
    header.bytes = Array(bytes[..<8])
    header.write(UInt32(bytes.count - 16))
    header.write(checksum(header.bytes + bytes[16...]))
    return header.bytes + bytes[16...]
  }
}
