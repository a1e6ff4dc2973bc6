/// The rows of a CSV text, each with the line it starts on.
///
/// RFC 4180, with plain newlines allowed too, a byte order mark skipped, and lines without any
/// character skipped.
struct CSVText: Sendable {
  /// One row.
  struct Row: Hashable, Sendable {
    /// The line it starts on, counted from 1.
    let line: Int
    /// Its fields, without quotes and without blanks around them.
    let fields: [String]
  }

  /// Why a text is no CSV.
  enum Problem: Error, Hashable, Sendable {
    /// A quoted field is not closed.
    case openQuote(line: Int, column: Int)
    /// Text follows a closing quote.
    case textAfterQuote(line: Int, column: Int)

    /// The line, counted from 1.
    var line: Int {
      switch self {
      case .openQuote(let line, _), .textAfterQuote(let line, _): line
      }
    }
  }

  /// The rows.
  let rows: [Row]

  /// Splits a text into rows.
  init(_ text: String) throws(Problem) {
    var rows: [Row] = []
    var (line, startLine) = (1, 1)
    var fields: [String] = []
    var field = String.UnicodeScalarView()
    var state = State.start
    func finished() -> String {
      state == .closed ? String(field) : String(field).trimmed
    }
    var scalars = text.unicodeScalars[...]
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    for scalar in scalars {
      switch (state, scalar) {
      case (.quoted, "\""): state = .closed
      case (.quoted, _): field.append(scalar)
      case (.closed, "\""):
        field.append(scalar)
        state = .quoted
      case (.start, "\""): state = .quoted
      case (_, ","):
        fields.append(finished())
        field = String.UnicodeScalarView()
        state = .start
      case (_, "\n"):
        if !fields.isEmpty || state == .closed || !String(field).trimmed.isEmpty {
          rows.append(Row(line: startLine, fields: fields + [finished()]))
        }
        (fields, field, state) = ([], String.UnicodeScalarView(), .start)
        startLine = line + 1
      case (_, "\r"): break
      case (.closed, " "), (.closed, "\t"): break
      case (.closed, _):
        throw .textAfterQuote(line: line, column: fields.count + 1)
      case (.start, " "), (.start, "\t"): break
      default:
        field.append(scalar)
        state = .plain
      }
      if scalar == "\n" { line += 1 }
    }
    if state == .quoted { throw .openQuote(line: startLine, column: fields.count + 1) }
    if !fields.isEmpty || state == .closed || !String(field).trimmed.isEmpty {
      rows.append(Row(line: startLine, fields: fields + [finished()]))
    }
    self.rows = rows
  }

  private enum State { case start, plain, quoted, closed }
}

extension String {
  /// The text without blanks at its ends.
  var trimmed: String {
    var scalars = unicodeScalars[...]
    while let first = scalars.first, first == " " || first == "\t" { scalars.removeFirst() }
    while let last = scalars.last, last == " " || last == "\t" { scalars.removeLast() }
    return String(scalars)
  }
}
