import Foundation

/// Writes text to standard error at once, without a buffer that an abort could lose.
func writeError(_ text: String) {
  FileHandle.standardError.write(Data(text.utf8))
}

/// Prints a line to standard error, under the program's name.
func printError(_ line: String) { writeError("groksweep: \(line)\n") }

extension ProgressLine {
  /// Shows progress on standard error.
  static var standardError: ProgressLine {
    ProgressLine(isTerminal: isatty(STDERR_FILENO) != 0, write: writeError)
  }
}
