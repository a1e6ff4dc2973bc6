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

/// Does something on all ranks, and holds an error back on other ranks than 0, which meets the same
/// one, prints it and exits; the launcher ends the others then.
///
/// If it does not, the error is this rank's own, such as a file that only some hosts can see.
func afterRankZero<Value>(_ origin: ProcessOrigin, _ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch {
    if origin.position > 0 { giveRankZeroPrecedence() }
    throw error
  }
}

/// Does something before `MPI_Init`, and has the launcher end all ranks if one of them ends there.
func endingJob<Value>(_ origin: ProcessOrigin, _ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let code as ExitCode {
    origin.endJobBeforeStart(code: code.rawValue)
    throw code
  }
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
