import Engine

/// Makes the bytes of a state, in pieces.
typealias StatePieces = @Sendable () -> [[UInt8]]

/// One attempt at a trial, trained a little at a time.
protocol Execution {
  /// The number of steps taken.
  var step: Int { get }
  /// Trains for a moment.
  ///
  /// - Parameter betweenPasses: called where a moment takes long, between one pass over the samples
  ///   and the next, to show that it goes on; it must not use this execution.
  /// - Returns: whether the trial goes on.
  /// - Throws: what a training of the tests throws; the engine's throws nothing.
  mutating func advance(betweenPasses: () -> Void) throws -> Bool
  /// Copies all that another attempt needs to go on from here; `nil` if there is no going on.
  ///
  /// The bytes are made when it is called, by whatever thread, in pieces that follow each other.
  var state: StatePieces? { get }
  /// What the trial leaves behind, once it has ended.
  var result: TrialResult { get }
}

extension Execution {
  /// Trains for a moment.
  ///
  /// - Returns: whether the trial goes on.
  mutating func advance() throws -> Bool { try advance {} }

  /// Trains to the end.
  mutating func finish() throws -> TrialResult {
    while try advance() {}
    return result
  }
}

/// Begins an attempt at a trial, or goes on with one that was written down.
///
/// - Throws: ``CheckpointError`` if the state is of no use.
typealias Training = @Sendable (TrialConfiguration, [UInt8]?) throws -> any Execution

/// Training with the engine.
struct EngineExecution: Execution {
  /// How long one ``advance()`` should take, in seconds: short enough to answer messages, long
  /// enough for the looks at clock and mailbox to cost nothing.
  private static let moment = 0.05

  private let trainer: Trainer
  private let clock: LoopClock
  private var stepsAtOnce = 1
  private var ending: Ending?

  init(
    _ configuration: TrialConfiguration, tables: SampleTables, measures: [MeasureRequest],
    resuming state: [UInt8]?, clock: LoopClock
  ) throws {
    if let table = configuration.task.table, tables[table] == nil {
      throw WorkerError.table(table, own: tables.keys.map(\.sha256).sorted())
    }
    trainer =
      if let state {
        try Trainer(configuration, tables: tables, measures: measures, resuming: state)
      } else {
        Trainer(configuration, tables: tables, measures: measures)
      }
    self.clock = clock
  }

  var step: Int { trainer.step }

  mutating func advance(betweenPasses: () -> Void) -> Bool {
    let (start, firstStep) = (clock.now(), trainer.step)
    var taken = 0
    repeat {
      let progress = trainer.advance(
        atMost: stepsAtOnce - taken, betweenPasses: betweenPasses)
      if progress == .ended {
        ending = trainer.result.ending
        return false
      }
      taken = trainer.step - firstStep
    } while taken < stepsAtOnce && clock.now() - start < Self.moment
    let seconds = clock.now() - start
    if taken == stepsAtOnce, seconds < Self.moment / 2 { stepsAtOnce *= 2 }
    if taken > 1, seconds > Self.moment * 2 { stepsAtOnce = max(1, stepsAtOnce / 2) }
    return true
  }

  /// A trial that has diverged cannot go on.
  var state: StatePieces? {
    guard ending != .diverged else { return nil }
    let snapshot = trainer.snapshot()
    return { snapshot.pieces }
  }

  var result: TrialResult { trainer.result }
}

/// Training with the engine; the samples of a trial's table are among those given.
func training(tables: SampleTables, measures: [MeasureRequest] = []) -> Training {
  { configuration, state in
    try EngineExecution(
      configuration, tables: tables, measures: measures, resuming: state, clock: .system)
  }
}
