import Engine

/// A CSV file of samples: a header, and a row of numbers for each sample.
struct TableFile: Sendable {
  /// Bytes; a hundred thousand rows of thirty numbers take half of it.
  private static let largestSize = 16_000_000

  /// The file, as errors name it.
  let path: String
  /// What identifies its content.
  let content: TableContent
  /// Its numbers.
  let table: SampleTable
  /// The line that each row starts on.
  private let lines: [Int]

  /// Reads a file.
  init(contentsOf path: String) throws(ExperimentError) {
    try self.init(InputFile.text(at: path, largestSize: Self.largestSize), path: path)
  }

  /// Reads the text of a file; the path is what errors name.
  init(_ text: String, path: String) throws(ExperimentError) {
    func error(_ line: Int?, _ problem: TableProblem) -> ExperimentError {
      ExperimentError(file: path, line: line, problem: .table(problem))
    }
    let all: [CSVText.Row]
    do throws(CSVText.Problem) {
      all = try CSVText(text).rows
    } catch {
      throw ExperimentError(file: path, line: error.line, problem: .table(.notCSV(error)))
    }
    guard let header = all.first, all.count > 2 else { throw error(nil, .tooFewRows(all.count)) }
    let (names, rows) = (header.fields, all.dropFirst())
    for (index, name) in names.enumerated() {
      if name.isEmpty { throw error(header.line, .unnamedColumn(index + 1)) }
      if names[..<index].contains(name) { throw error(header.line, .repeatedColumn(name)) }
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(rows.count * names.count)
    for row in rows {
      guard row.fields.count == names.count else {
        throw error(row.line, .raggedRow(count: row.fields.count, expected: names.count))
      }
      for (name, text) in zip(names, row.fields) {
        guard let number = Double(text), number.isFinite else {
          throw error(row.line, .notNumber(text, column: name))
        }
        numbers.append(number)
      }
    }
    self.path = path
    content = TableContent(sha256: SHA256.digest(Array(text.utf8)), rows: rows.count)
    table = SampleTable(columns: names, numbers: numbers)
    lines = rows.map(\.line)
  }

  /// An error in its content, where it stands in the file.
  func error(_ error: TableError) -> ExperimentError {
    var line = 1
    if case .notWhole(_, let row, _) = error { line = lines[row] }
    return ExperimentError(file: path, line: line, problem: .table(.unfit(error)))
  }
}

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

extension CSVText.Problem {
  /// Where it is.
  var line: Int {
    switch self {
    case .openQuote(let line, _), .textAfterQuote(let line, _): line
    }
  }
}
