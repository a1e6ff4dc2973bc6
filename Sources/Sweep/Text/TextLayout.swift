import Foundation

/// How wide text may be, and whether it is coloured.
struct TextLayout: Hashable, Sendable {
  /// Columns where no terminal says how many there are.
  static let plainWidth = 100
  /// Columns from which a terminal has room for all that a table can show.
  static let wideWidth = 170
  private static let narrowest = 40

  /// The columns of a line.
  var width = plainWidth
  /// How words are set off.
  var ink = Ink.none

  /// Whether there is room for all that a table can show.
  var isWide: Bool { width >= Self.wideWidth }

  /// Text for a file or a pipe.
  init() {}

  /// Text for an output; `NO_COLOR` (no-color.org) and a terminal that calls itself dumb get no colour.
  ///
  /// - Parameters:
  ///   - columns: those of the terminal, or `nil` if the output is none.
  ///   - environment: the variables of the process.
  init(columns: Int?, environment: [String: String]) {
    guard let columns else { return }
    width = max(Self.narrowest, columns)
    let isPlain = environment["TERM"] == "dumb" || !(environment["NO_COLOR"] ?? "").isEmpty
    ink = isPlain ? .none : .terminal
  }

  /// What standard output is.
  static var standardOutput: TextLayout {
    TextLayout(
      columns: Terminal.columns(of: STDOUT_FILENO),
      environment: ProcessInfo.processInfo.environment)
  }

  /// A text in lines of at most ``width`` columns, broken at spaces, each set off in some ink and with a
  /// newline at its end.
  func wrapped(_ text: String, ink: (String) -> String = { $0 }) -> String {
    wrappedLines(text, width: width).map { ink($0) + "\n" }.joined()
  }

  /// What explains something, in lines.
  func remark(_ text: String) -> String { wrapped(text, ink: ink.faint) }
}

/// A text in lines of at most some columns, broken at spaces; a longer word is broken where it has to be.
func wrappedLines(_ text: String, width: Int) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph -> [String] in
    var lines = [""]
    for var word in paragraph.split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.isEmpty || line.count + 1 + word.count <= width {
        lines[lines.count - 1] = line.isEmpty ? String(word) : "\(line) \(word)"
      } else {
        lines.append(String(word))
      }
      word = lines[lines.count - 1][...]
      while word.count > width, width > 0 {
        lines[lines.count - 1] = String(word.prefix(width))
        word = word.dropFirst(width)
        lines.append(String(word))
      }
    }
    return lines
  }
}

/// A text that is at most so many columns wide; what is longer ends with an ellipsis.
func cut(_ text: String, _ width: Int) -> String {
  text.count <= width ? text : String(text.prefix(max(0, width - 1))) + "…"
}
