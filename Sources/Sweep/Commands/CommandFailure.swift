import ArgumentParser
import Engine

/// Runs a command, and turns an error of its input into one line and exit code 65.
///
/// 65 is `EX_DATAERR` of sysexits(3). A wrong command line ends with 64, `EX_USAGE`, before any
/// command runs: ArgumentParser sees to that.
func exitingCleanly<Value>(_ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let error as any Error & CustomStringConvertible where isInputError(error) {
    printError(singleLine(error.description))
    throw ExitCode(65)
  }
}

private func isInputError(_ error: any Error) -> Bool {
  error is ExperimentError || error is StoreError || error is ConfigurationError
    || error is OutputError || error is TrialsFileError || error is SelectionError
    || error is LauncherError || error is NoSuchColumn || error is NoDetector
    || error is NoTrials || error is FigureFiles.Failure || error is TextFile.Unwritable
    || error is BundleError
}
