import Dispatch
import Engine
import Synchronization

/// What goes into the store together.
struct ResultBatch: Sendable {
  var records: [TrialRecord] = []
  var events: [TrialEvent] = []
  /// Trials whose checkpoints nobody needs once the records are stored.
  var superseded: [TrialConfiguration] = []

  var isEmpty: Bool { records.isEmpty && events.isEmpty }

  /// The evaluations in it, by which it fills memory: about a hundred bytes each.
  var weight: Int { records.reduce(events.count) { $0 + $1.result.trajectory.count + 1 } }
}

/// Takes finished trials for good.
protocol ResultSink {
  /// Stores results and events, and returns once they are safe, with warnings to print.
  func append(_ records: [TrialRecord], events: [TrialEvent]) throws -> [String]
}

/// Stores batches in the order in which they are handed over, without holding up who does.
protocol ResultWriter {
  /// Hands a batch over, and returns at once.
  func write(_ batch: ResultBatch)

  /// The ``ResultBatch/weight`` of what was handed over and is not safe yet.
  var backlog: Int { get }

  /// Lines to print that have come up since the last call.
  ///
  /// - Throws: the error of the first batch that could not be stored; none after it is.
  func report() throws -> [String]
}

/// Stores batches on a thread of its own, so that neither a slow disk nor a reader of the store
/// keeps the coordinator from its messages.
final class BackgroundWriter<Sink: ResultSink & Sendable>: ResultWriter, Sendable {
  // A class, because two threads share it.

  private struct State {
    var backlog = 0
    var lines: [String] = []
    var failure: (any Error)?
  }

  private let sink: Sink
  private let checkpoints: Checkpoints?
  /// Whether a batch that was refused with this error may be stored a while later.
  private let isPassing: @Sendable (any Error) -> Bool
  private let thread = DispatchQueue(label: "groksweep.store")
  private let state = Mutex(State())

  /// How often a batch is tried while another process keeps the store locked.
  ///
  /// Each try waits for the lock as long as the store does, 40 s: ten minutes in all.
  private static var tries: Int { 15 }

  init(
    _ sink: Sink, checkpoints: Checkpoints? = nil,
    isPassing: @escaping @Sendable (any Error) -> Bool = { _ in false }
  ) {
    (self.sink, self.checkpoints, self.isPassing) = (sink, checkpoints, isPassing)
  }

  func write(_ batch: ResultBatch) {
    state.withLock { $0.backlog += batch.weight }
    thread.async { self.store(batch) }
  }

  var backlog: Int { state.withLock { $0.backlog } }

  func report() throws -> [String] {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      defer { state.lines = [] }
      return state.lines
    }
  }

  private func store(_ batch: ResultBatch) {
    guard state.withLock({ $0.failure == nil }) else { return }
    do {
      let lines = try append(batch)
      for trial in batch.superseded { checkpoints?.remove(trial) }
      state.withLock { state in
        state.lines += lines
        state.backlog -= batch.weight
      }
    } catch {
      state.withLock { $0.failure = error }
    }
  }

  private func append(_ batch: ResultBatch) throws -> [String] {
    for attempt in 1..<Self.tries {
      do {
        return try sink.append(batch.records, events: batch.events)
      } catch let error where isPassing(error) {
        if attempt == 1 {
          state.withLock { $0.lines.append("\(error); the run goes on, and results wait") }
        }
      }
    }
    return try sink.append(batch.records, events: batch.events)
  }
}
