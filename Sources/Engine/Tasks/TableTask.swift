/// The samples of somebody's table.
///
/// All columns but the label's are inputs. The different tokens are numbered in ascending order of
/// their values, over both columns together, and so are the classes.
public struct TableTask: Configurable {
  /// What the columns of inputs are.
  public enum Inputs: String, ConfigurationChoice {
    /// Two columns of whole numbers: a pair of tokens from one vocabulary.
    case tokens
    /// Any columns of numbers: a row of numbers.
    case features
  }

  /// Which table.
  public var file = TableContent()
  /// What the columns of inputs are.
  public var inputs = Inputs.tokens
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

  /// Checks that a table has the columns and values of this task.
  public func check(_ table: SampleTable) throws(TableError) { _ = try samples(of: table) }

  /// Takes the samples from their table, in its order.
  func samples(of table: SampleTable) throws(TableError) -> Samples {
    guard let labelColumn = table.columns.firstIndex(of: label) else {
      throw .noColumn(label, columns: table.columns)
    }
    let inputColumns = table.columns.indices.filter { $0 != labelColumn }
    switch (inputs, tolerance) {
    case (.tokens, nil):
      let (tokens, vocabulary) = try tokens(of: table, inputColumns)
      let (targets, classes) = try classes(of: table, labelColumn)
      return Samples(
        first: tokens[0], second: tokens[1], targets: targets, vocabulary: vocabulary,
        classes: classes)
    case (.tokens, let tolerance?):
      let (tokens, vocabulary) = try tokens(of: table, inputColumns)
      return Samples(
        first: tokens[0], second: tokens[1], values: table.matrix(ofColumns: [labelColumn]),
        vocabulary: vocabulary, tolerance: tolerance)
    case (.features, nil):
      let (targets, classes) = try classes(of: table, labelColumn)
      return Samples(
        rows: try features(of: table, inputColumns), targets: targets, classes: classes)
    case (.features, let tolerance?):
      return Samples(
        rows: try features(of: table, inputColumns),
        values: table.matrix(ofColumns: [labelColumn]), tolerance: tolerance)
    }
  }

  private func features(
    of table: SampleTable, _ columns: [Int]
  ) throws(TableError) -> Matrix<Double> {
    guard !columns.isEmpty else { throw .noInputs }
    return table.matrix(ofColumns: columns)
  }

  private func tokens(
    of table: SampleTable, _ columns: [Int]
  ) throws(TableError) -> ([[Int32]], Int) {
    guard columns.count == 2 else { throw .notPairs(columns: columns.map { table.columns[$0] }) }
    let (tokens, count) = try table.codes(ofColumns: columns)
    try checkCount(of: "tokens", count)
    return (tokens, count)
  }

  private func classes(
    of table: SampleTable, _ column: Int
  ) throws(TableError) -> ([Int32], Int) {
    let (classes, count) = try table.codes(ofColumns: [column])
    guard count > 1 else { throw .oneClass(column: label) }
    try checkCount(of: "classes", count)
    return (classes[0], count)
  }

  private func checkCount(of what: String, _ count: Int) throws(TableError) {
    guard count <= ModularArithmetic.largestModulus else {
      throw .tooMany(what, count: count, limit: ModularArithmetic.largestModulus)
    }
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
    Field("rows", \.rows, required: true, allowed: .atLeast(2)),
  ]
}
