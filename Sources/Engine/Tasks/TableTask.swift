/// The samples of somebody's table.
///
/// All columns but the label's are inputs. The different tokens are numbered in ascending order of
/// their values, over both columns together, and so are the classes.
public struct TableTask: Task {
  static let kind = "table"

  /// What the columns of inputs are.
  public enum Columns: String, ConfigurationChoice {
    /// Two columns of whole numbers: a pair of tokens from one vocabulary.
    case tokens
    /// Any columns of numbers: a row of numbers.
    case features
  }

  /// Which table.
  public var file = TableContent()
  /// What the columns of inputs are.
  public var inputs = Columns.tokens
  /// The name of the label's column.
  public var label = ""
  /// The squared error below which a sample counts as right, if its label is a value to learn;
  /// without one, labels are classes.
  public var tolerance: Double?

  /// No table in particular.
  public init() {}

  /// The keys of a table task.
  public static let fields: [Field<Self>] = [
    Field("file", \.file, required: true),
    Field("inputs", \.inputs, required: true),
    Field("label", \.label, required: true),
    Field("tolerance", optional: \.tolerance, allowed: .positive),
  ]

  var table: TableContent? { file }

  /// The sizes of the samples.
  ///
  /// - Parameter table: the table, if it is at hand; without it, they are the least it can hold.
  /// - Returns: the sizes.
  /// - Throws: ``TableError`` if the table does not have the columns and values of this task.
  func sizes(_ table: SampleTable?) throws(TableError) -> SampleSizes {
    if let table { return try samples(of: table).sizes }
    return SampleSizes(
      count: file.rows,
      inputs: inputs == .tokens ? .tokens(columns: 2, vocabulary: 2) : .rows(.vector(1)),
      targets: tolerance == nil ? .classes(2) : .values(1))
  }

  /// Takes the samples from their table, in its order.
  func sets(_: inout Generator, _ table: SampleTable?) throws(TableError) -> SampleSets {
    guard let table else { throw .absent(file) }
    return SampleSets(pool: try samples(of: table))
  }

  private func samples(of table: SampleTable) throws(TableError) -> Samples {
    guard let labelColumn = table.columns.firstIndex(of: label) else {
      throw .noColumn(label, columns: table.columns)
    }
    let inputColumns = table.columns.indices.filter { $0 != labelColumn }
    return Samples(
      try inputs(of: table, inputColumns), try targets(of: table, labelColumn))
  }

  private func inputs(of table: SampleTable, _ columns: [Int]) throws(TableError) -> Inputs {
    switch inputs {
    case .tokens:
      guard columns.count == 2 else { throw .notPairs(columns: columns.map { table.columns[$0] }) }
      let (tokens, count) = try table.codes(ofColumns: columns)
      return .tokens(tokens, vocabulary: count)
    case .features:
      guard !columns.isEmpty else { throw .noInputs }
      return .rows(table.matrix(ofColumns: columns), shape: .vector(columns.count))
    }
  }

  private func targets(of table: SampleTable, _ column: Int) throws(TableError) -> Targets {
    if let tolerance { return .values(table.matrix(ofColumns: [column]), tolerance: tolerance) }
    let (classes, count) = try table.codes(ofColumns: [column])
    guard count > 1 else { throw .oneClass(column: label) }
    return .classes(classes[0], count: count)
  }
}
