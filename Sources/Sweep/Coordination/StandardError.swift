import Foundation
import Synchronization

/// Writes text to standard error at once, without a buffer that an abort could lose.
///
/// A terminal that is gone, or a full disk behind a redirection, costs the line and nothing else.
func writeError(_ text: String) {
  try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
}

/// The three files that every process is handed.
enum StandardStreams {
  private static let substitutes = Mutex<[FileHandle]>([])

  /// Opens those that are closed, as nothing: the next file to be opened, such as the store, would
  /// take their number, and lines meant for people would go there.
  static func open() {
    while let handle = FileHandle(forUpdatingAtPath: "/dev/null"), handle.fileDescriptor < 3 {
      substitutes.withLock { $0.append(handle) }
    }
  }
}

/// Prints a line to standard error, under the program's name.
func printError(_ line: String) { writeError("groksweep: \(line)\n") }
