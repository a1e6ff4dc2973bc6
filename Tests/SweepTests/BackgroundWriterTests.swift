import Foundation
import Synchronization
import Testing

@testable import Sweep

/// Refuses a number of batches, then stores.
private final class MoodySink: ResultSink, Sendable {
  struct Refusal: Error {}

  private let refusals: Mutex<Int>
  private let counts = Mutex<[Int]>([])

  init(refusals: Int) { self.refusals = Mutex(refusals) }

  /// The number of events in each batch that was stored.
  var stored: [Int] { counts.withLock { $0 } }

  func append(_ records: [TrialRecord], events: [TrialEvent]) throws -> [String] {
    let refuses = refusals.withLock { refusals in
      refusals -= 1
      return refusals >= 0
    }
    if refuses { throw Refusal() }
    counts.withLock { $0.append(events.count) }
    return ["stored \(events.count)"]
  }
}

@Suite("Writing beside the coordinator")
struct BackgroundWriterTests {
  private func batch(_ count: Int) throws -> ResultBatch {
    let event = TrialEvent(
      configuration: try experiment().cell(0).configuration, attempt: 1, kind: .lost, step: 0,
      rank: 1, provenance: Provenance(), at: 0, reason: "")
    return ResultBatch(events: Array(repeating: event, count: count))
  }

  /// Waits until all is stored or one batch is refused for good.
  private func wait(for writer: BackgroundWriter<MoodySink>) throws -> [String] {
    var lines: [String] = []
    let deadline = Date(timeIntervalSinceNow: 30)
    while writer.backlog > 0, Date() < deadline {
      lines += try writer.report()
      Thread.sleep(forTimeInterval: 0.01)
    }
    return lines + (try writer.report())
  }

  @Test("batches are stored in order, and only then are not waited for")
  func order() throws {
    let sink = MoodySink(refusals: 0)
    let writer = BackgroundWriter(sink)
    for count in 1...20 { writer.write(try batch(count)) }
    #expect(try wait(for: writer) == (1...20).map { "stored \($0)" })
    #expect(sink.stored == Array(1...20))
  }

  @Test("what may pass is tried again, and said once")
  func busy() throws {
    let sink = MoodySink(refusals: 5)
    let writer = BackgroundWriter(sink) { $0 is MoodySink.Refusal }
    writer.write(try batch(1))
    writer.write(try batch(2))
    let lines = try wait(for: writer)
    #expect(lines.count == 3 && lines[0].contains("the run goes on"))
    #expect(sink.stored == [1, 2])
  }

  @Test("after a batch that is refused none is stored")
  func refused() throws {
    let sink = MoodySink(refusals: 1)
    let writer = BackgroundWriter(sink)
    for count in 1...3 { writer.write(try batch(count)) }
    #expect(throws: MoodySink.Refusal.self) { _ = try wait(for: writer) }
    #expect(throws: MoodySink.Refusal.self) { _ = try writer.report() }
    #expect(sink.stored.isEmpty && writer.backlog > 0)
  }
}
