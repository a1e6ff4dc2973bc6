import ArgumentParser

/// Runs a command, and turns an error of its input into one line and exit code 65.
///
/// 65 is `EX_DATAERR` of sysexits(3). A wrong command line ends with 64, `EX_USAGE`, before any
/// command runs: ArgumentParser sees to that.
func exitingCleanly<Value>(_ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let error as any InputError {
    printError(singleLine(error.description))
    throw ExitCode(65)
  }
}
