/// Trains one trial, in pieces of any length.
///
/// Nothing runs between two calls, so that its owner can answer messages there, and can write the
/// trial down: one that goes on from its ``state()`` has the very same result.
///
/// A class, because a copy would share the network's memory.
public final class Trainer {
  /// One case for each precision, so that the compiler specializes everything below.
  private enum Core {
    case float32(TrainerCore<Float>)
    case float64(TrainerCore<Double>)
  }

  private let core: Core

  /// Draws the split and the initial parameters of a trial.
  ///
  /// - Parameters:
  ///   - configuration: the trial.
  ///   - tables: those that are at hand.
  ///   - measures: what to measure along it, which changes nothing else.
  /// - Precondition: the configuration was checked, with its table if it has one, which is among the
  ///   tables, and with each measure.
  public init(
    _ configuration: TrialConfiguration, tables: SampleTables = [:],
    measures: [MeasureRequest] = []
  ) {
    precondition(BLAS.isSerial)
    core =
      switch configuration.precision {
      case .float32: .float32(configuration.trainer(tables, Float.self, measures: measures))
      case .float64: .float64(configuration.trainer(tables, Double.self, measures: measures))
      }
  }

  /// Goes on where a trial of the same configuration was written down by ``state()``.
  ///
  /// The budget may be larger than it was: a trial that ended with its budget then goes on as if
  /// it had been so from the start, unless a cosine of its learning rate depends on the budget.
  ///
  /// - Throws: ``CheckpointError`` for any other bytes; whatever they are, reading them does not
  ///   trap.
  public convenience init(
    _ configuration: TrialConfiguration, tables: SampleTables = [:],
    measures: [MeasureRequest] = [], resuming state: [UInt8]
  ) throws(CheckpointError) {
    var reader = try TrainerState.open(state, of: configuration)
    self.init(configuration, tables: tables, measures: measures)
    switch core {
    case .float32(let trainer): try trainer.restore(from: &reader)
    case .float64(let trainer): try trainer.restore(from: &reader)
    }
  }

  /// Takes steps up to the next evaluation and returns it, or `nil` once the trial has ended.
  public func advance() -> Evaluation? {
    if case .evaluated(let evaluation) = advance(atMost: .max) { evaluation } else { nil }
  }

  /// Takes steps up to the next evaluation, but not more than `limit` of them.
  ///
  /// A step that shares its pass over the training set with an evaluation does not count.
  ///
  /// - Parameters:
  ///   - limit: the number of steps.
  ///   - betweenPasses: called between the passes of an evaluation and of its pruning curve, which
  ///     together may take much longer than a step.
  /// - Returns: how far the trial has come.
  /// - Precondition: the limit is at least 1.
  public func advance(
    atMost limit: Int, betweenPasses: () -> Void = {}
  ) -> TrainingProgress {
    precondition(limit >= 1, "\(limit) steps lead nowhere")
    return switch core {
    case .float32(let trainer): trainer.advance(atMost: limit, betweenPasses: betweenPasses)
    case .float64(let trainer): trainer.advance(atMost: limit, betweenPasses: betweenPasses)
    }
  }

  /// The number of steps taken.
  public var step: Int {
    switch core {
    case .float32(let trainer): trainer.step
    case .float64(let trainer): trainer.step
    }
  }

  /// What the trial leaves behind.
  ///
  /// - Precondition: the trial has ended: ``advance()`` has returned `nil`.
  public var result: TrialResult {
    switch core {
    case .float32(let trainer): trainer.result
    case .float64(let trainer): trainer.result
    }
  }

  /// Copies all that another trainer of this configuration needs to go on from here.
  ///
  /// The last evaluation of a trial that has ended is left out and will be made again: with a
  /// larger budget it is not the last one, and need not be one at all.
  ///
  /// - Precondition: the trial has not diverged.
  public func snapshot() -> TrainerState {
    switch core {
    case .float32(let trainer): trainer.snapshot()
    case .float64(let trainer): trainer.snapshot()
    }
  }

  /// The bytes of a ``snapshot()``.
  public func state() -> [UInt8] { snapshot().pieces.flatMap(\.self) }
}
