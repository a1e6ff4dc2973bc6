import Foundation

/// Standard output, in blocks of 64 KiB.
///
/// Unlike `print` it reports what cannot be written, such as a full disk behind a redirection.
struct StandardOutput: ~Copyable {
  private var pending: [UInt8] = []

  init() {}

  /// Takes text to be written, at the latest by ``flush()``.
  mutating func write(_ text: String) throws(OutputError) {
    pending.append(contentsOf: text.utf8)
    if pending.count >= 65_536 { try flush() }
  }

  /// Writes what was taken.
  mutating func flush() throws(OutputError) {
    do {
      try FileHandle.standardOutput.write(contentsOf: pending)
    } catch {
      throw OutputError(reason: systemReason(error))
    }
    pending.removeAll(keepingCapacity: true)
  }
}

/// Standard output took no more.
struct OutputError: InputError, Hashable {
  /// Why, in the system's words.
  let reason: String

  var description: String { "cannot write to standard output: \(reason)" }
}

/// Writes a text to standard output.
func writeToStandardOutput(_ text: String) throws(OutputError) {
  var output = StandardOutput()
  try output.write(text)
  try output.flush()
}
