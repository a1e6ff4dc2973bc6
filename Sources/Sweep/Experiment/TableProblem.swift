import Engine

/// What is wrong with a table.
enum TableProblem: Hashable, Sendable {
  /// It is no CSV.
  case notCSV(CSVText.Problem)
  /// It has so many rows, the header among them.
  case tooFewRows(Int)
  /// A column has no name.
  case unnamedColumn(Int)
  /// Two columns have one name.
  case repeatedColumn(String)
  /// A row has more or fewer fields than the header.
  case raggedRow(count: Int, expected: Int)
  /// A field is no number.
  case notNumber(String, column: String)
  /// It has changed.
  case otherContent(String, expected: String)
  /// The task finds other columns or values than it needs.
  case unfit(TableError)
}

extension TableProblem: CustomStringConvertible {
  /// The problem without its place.
  var description: String {
    switch self {
    case .notCSV(.openQuote(_, let column)): "column \(column) is a quoted field without an end"
    case .notCSV(.textAfterQuote(_, let column)): "column \(column) has text after a closing quote"
    case .tooFewRows(let count):
      "has \(count) rows; needed: a header and at least two samples"
    case .unnamedColumn(let number): "column \(number) has no name"
    case .repeatedColumn(let name): "there are two columns \(name)"
    case .raggedRow(let count, let expected):
      "the row has \(count) fields, but the header has \(expected)"
    case .notNumber(let text, let column):
      "column \(column) is \(text.isEmpty ? "empty" : text); allowed: a finite number"
    case .otherContent(let sha256, let expected):
      "has the SHA-256 \(sha256), but the experiment's tables say \(expected)"
    case .unfit(let error): error.description
    }
  }
}
