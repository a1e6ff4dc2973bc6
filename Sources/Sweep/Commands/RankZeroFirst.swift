import ArgumentParser
import Foundation

/// Does something, and where MPI does not connect the processes that were started together, ends
/// each of them with exit code 64, and the first one with a line.
func refusingMismatch<Value>(_ origin: ProcessOrigin, _ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let mismatch as LaunchMismatch {
    throw refusal("\(mismatch)", origin)
  }
}

/// Ends this process with exit code 64, and a line if it is the first one.
func refusal(_ line: String, _ origin: ProcessOrigin) -> ExitCode {
  if origin.position == 0 {
    printError(line)
  } else {
    giveRankZeroPrecedence()
  }
  return ExitCode(EX_USAGE)
}

/// Lets rank 0 print an error that all ranks meet; ends this process if the launcher says that it
/// has.
func giveRankZeroPrecedence() {
  /// Seconds.
  let precedence = 3.0
  let end = LoopClock.system.now() + precedence
  while LoopClock.system.now() < end {
    LoopClock.system.sleep(0.02)
    if StopSignals.isToldToStop { _exit(EX_DATAERR) }
  }
}
