/// The numbers of somebody's table, with a row for each sample.
public struct SampleTable: Hashable, Sendable {
  /// The columns' names, no two of which are the same.
  public let columns: [String]
  /// All numbers, row by row: `[rows × columns]`.
  public let numbers: [Double]

  /// Names the columns of numbers.
  ///
  /// - Precondition: there are columns, and the numbers fill whole rows.
  public init(columns: [String], numbers: [Double]) {
    precondition(
      !columns.isEmpty && numbers.count.isMultiple(of: columns.count),
      "\(numbers.count) numbers in \(columns.count) columns")
    self.columns = columns
    self.numbers = numbers
  }

  /// The number of samples.
  public var rows: Int { numbers.count / columns.count }

  /// The number in a row and a column, both counted from 0.
  subscript(row: Int, column: Int) -> Double { numbers[row * columns.count + column] }

  /// Numbers the different values of some columns from 0, in ascending order.
  ///
  /// - Returns: for each of the columns the code of each row, and the number of codes.
  /// - Throws: ``TableError/notWhole(_:row:column:)``
  func codes(
    ofColumns positions: [Int]
  ) throws(TableError) -> (columns: [[Int32]], count: Int) {
    var values: Set<Int> = []
    for row in 0..<rows {
      for column in positions {
        guard let value = Int(exactly: self[row, column]) else {
          throw .notWhole(self[row, column], row: row, column: columns[column])
        }
        values.insert(value)
      }
    }
    var codes: [Double: Int32] = [:]
    for (code, value) in values.sorted().enumerated() { codes[Double(value)] = Int32(code) }
    let columns = positions.map { column in
      (0..<rows).map { codes[self[$0, column], default: 0] }
    }
    return (columns, values.count)
  }

  /// The numbers of some columns, `[rows × positions]`.
  func matrix(ofColumns positions: [Int]) -> Matrix<Double> {
    let matrix = Matrix<Double>(rows: rows, columns: positions.count)
    for row in 0..<rows {
      for (index, column) in positions.enumerated() { matrix[row, index] = self[row, column] }
    }
    return matrix
  }
}

/// The content of a table, which identifies it wherever it lies.
public struct TableContent: Configurable {
  /// The SHA-256 of its file, as 64 hexadecimal digits.
  public var sha256 = ""
  /// The number of samples.
  public var rows = 0

  /// No table in particular.
  public init() {}

  /// Names the content of a table.
  public init(sha256: String, rows: Int) {
    (self.sha256, self.rows) = (sha256, rows)
  }

  /// The keys of a table's content.
  public static let fields: [Field<Self>] = [
    Field("sha256", \.sha256, required: true),
    Field("rows", \.rows, required: true, allowed: .count(from: 2)),
  ]
}

/// Tables by what identifies them in a configuration.
public typealias SampleTables = [TableContent: SampleTable]

/// Why a table does not hold the samples of a task.
public enum TableError: Error, Hashable, Sendable {
  /// It lacks the column of labels.
  case noColumn(String, columns: [String])
  /// A token or a class is no whole number; the row is counted from 0.
  case notWhole(Double, row: Int, column: String)
  /// The columns beside the label are not two tokens.
  case notPairs(columns: [String])
  /// There is no column beside the label.
  case noInputs
  /// It is not at hand.
  case absent(TableContent)
  /// All samples have the same class.
  case oneClass(column: String)
}

extension TableError: CustomStringConvertible {
  /// One line.
  public var description: String {
    switch self {
    case .noColumn(let name, let columns):
      "there is no column \(name); columns: \(columns.joined(separator: ", "))"
    case .notWhole(let value, _, let column):
      "column \(column) is \(value); allowed: a whole number"
    case .notPairs(let columns):
      "inputs: tokens needs two columns beside the label, but there are \(columns.count): "
        + columns.joined(separator: ", ")
    case .noInputs: "there is no column beside the label"
    case .absent(let content): "the table with the SHA-256 \(content.sha256) is not at hand"
    case .oneClass(let column): "column \(column) has the same class in every row"
    }
  }
}
