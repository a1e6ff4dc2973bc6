import Foundation

/// What the system tells of a process, where there is `/proc` (proc(5), `stat`).
struct ProcessStatus {
  /// The name of its program, cut short to 15 bytes.
  let name: String
  /// The process that started it, or took it over.
  let parent: pid_t
  /// Whether it is at its end and only waits for its parent to ask.
  let hasEnded: Bool
  /// How it has ended: its exit code, or 128 and the number of a signal, as in a shell.
  let exitCode: Int32
  /// When it began, in ticks of the system: no two processes of one number have the same.
  let start: UInt64

  /// `nil` if there is no such process, or no `/proc`.
  init?(_ process: pid_t) {
    let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    // The second field, a name in parentheses, may hold blanks and parentheses.
    guard let text, let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")") else {
      return nil
    }
    let fields = text[close...].dropFirst().split { $0 == " " || $0 == "\n" }
    guard fields.count > 49, let parent = pid_t(fields[1]), let start = UInt64(fields[19]),
      let status = Int32(fields[49])
    else { return nil }
    name = String(text[open..<close].dropFirst())
    (self.parent, self.start) = (parent, start)
    // The low bits are the signal, the next ones the code (wait(2)).
    exitCode = status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    hasEnded = fields[0] == "Z" || fields[0] == "X"
  }
}
