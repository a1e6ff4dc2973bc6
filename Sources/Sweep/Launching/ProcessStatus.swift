import Foundation

/// What the system tells of a process, where there is `/proc` (proc(5), `stat`).
struct ProcessStatus {
  /// The name of its program, cut short to 15 bytes.
  let name: String
  /// The process that started it, or took it over.
  let parent: pid_t
  /// Whether it is at its end and only waits for its parent to ask.
  let hasEnded: Bool
  /// When it began, in ticks of the system: no two processes of one number have the same.
  let start: UInt64

  /// `nil` if there is no such process, or no `/proc`.
  init?(_ process: pid_t) {
    let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    // The second field, a name in parentheses, may hold blanks and parentheses.
    guard let text, let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")") else {
      return nil
    }
    let fields = text[close...].dropFirst().split(separator: " ")
    guard fields.count > 19, let parent = pid_t(fields[1]), let start = UInt64(fields[19])
    else { return nil }
    name = String(text[open..<close].dropFirst())
    (self.parent, self.start) = (parent, start)
    hasEnded = fields[0] == "Z" || fields[0] == "X"
  }
}
