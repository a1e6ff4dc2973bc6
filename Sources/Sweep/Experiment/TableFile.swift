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
    try self.init(ExperimentError.text(at: path, largestSize: Self.largestSize), path: path)
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
