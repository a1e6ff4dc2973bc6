import Dispatch
import Engine
import Synchronization

/// Writes and reads checkpoints beside the thread that trains, one at a time: a file system that
/// does not answer must not make a worker silent.
final class CheckpointFiles: Sendable {  // a class, because two threads share it
  private struct State {
    var pending = 0
    var read: Result<Checkpoints.Checkpoint?, CheckpointFileError>?
  }

  private let checkpoints: Checkpoints
  /// What happens on it happens one after the other.
  let thread = DispatchQueue(label: "groksweep.checkpoints")
  private let state = Mutex(State())
  /// Signalled whenever something is done.
  private let isDone = DispatchSemaphore(value: 0)

  init(_ checkpoints: Checkpoints) { self.checkpoints = checkpoints }

  /// Begins to write a trial down; a disk that refuses costs time in the worst case, and no result.
  func write(_ state: @escaping StatePieces, seconds: Double, of trial: TrialConfiguration) {
    start { checkpoints in
      do {
        try checkpoints.write(state(), seconds: seconds, of: trial)
      } catch {
        printError("a checkpoint cannot be written: \(systemReason(error))")
      }
      return nil
    }
  }

  /// Begins to read the checkpoint of a trial.
  func startReading(_ trial: TrialConfiguration) {
    start { checkpoints in Result { () throws(CheckpointFileError) in try checkpoints.read(trial) }
    }
  }

  /// What was read since the last call, if anything was.
  func takeRead() -> Result<Checkpoints.Checkpoint?, CheckpointFileError>? {
    state.withLock { state in
      defer { state.read = nil }
      return state.read
    }
  }

  /// Whether all that was begun is done.
  var isIdle: Bool { state.withLock { $0.pending == 0 } }

  /// Waits, asleep, until all that was begun is done.
  ///
  /// - Parameter seconds: how long at most.
  /// - Returns: whether it is.
  func wait(atMost seconds: Double) -> Bool {
    let limit = DispatchTime.now() + seconds
    while !isIdle {
      if isDone.wait(timeout: limit) == .timedOut { return isIdle }
    }
    return true
  }

  private func start(
    _ body:
      @escaping @Sendable (Checkpoints) -> Result<
        Checkpoints.Checkpoint?, CheckpointFileError
      >?
  ) {
    state.withLock { $0.pending += 1 }
    thread.async { [self] in
      let read = body(checkpoints)
      state.withLock { state in
        state.read = read ?? state.read
        state.pending -= 1
      }
      isDone.signal()
    }
  }
}
