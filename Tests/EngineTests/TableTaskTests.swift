import Testing

@testable import Engine

@Suite("A table of samples")
struct TableTaskTests {
  private func task(
    _ inputs: TableTask.Columns = .tokens, label: String = "c", tolerance: Double? = nil,
    rows: Int = 49
  ) -> TableTask {
    var task = TableTask()
    task.file = TableContent(sha256: "of this test", rows: rows)
    (task.inputs, task.label, task.tolerance) = (inputs, label, tolerance)
    return task
  }

  /// Addition modulo 7, a column after the other; each value of token and class goes through a map.
  private func addition(
    token: (Int) -> Int = { $0 }, label: (Int) -> Int = { $0 }, columns: [String] = ["a", "b", "c"]
  ) -> SampleTable {
    let pairs = (0..<7).flatMap { a in (0..<7).map { b in (a, b) } }
    return SampleTable(
      columns: columns,
      numbers: pairs.flatMap { a, b in
        let values = ["a": token(a), "b": token(b), "c": label((a + b) % 7)]
        return columns.map { Double(values[$0, default: 0]) }
      })
  }

  private func samples(_ task: TableTask, _ table: SampleTable) throws -> Samples {
    var generator = Generator(seed: 0, stream: "task")
    return try task.sets(&generator, table).pool
  }

  @Test("trains to the same bits as the task whose samples it lists", arguments: [1, 2])
  func equivalence(depth: Int) {
    let modular = smallTrial(depth: depth)
    var listed = modular
    listed.task = TaskKind(task())
    let expected = trained(modular)
    func result(_ table: SampleTable) -> TrialResult {
      trained(listed, tables: [task().file: table])
    }
    #expect(result(addition()) == expected)
    // Tokens and classes are numbered by the order of their values, and columns go by their names.
    #expect(
      result(addition(token: { 10 * $0 - 30 }, label: { $0 + 5 }, columns: ["a", "c", "b"]))
        == expected)
    #expect(result(addition(label: { ($0 + 1) % 7 })) != expected)
  }

  @Test("keeps rows of numbers and their classes or values together")
  func features() throws {
    let table = SampleTable(
      columns: ["x", "c", "y"], numbers: [0.5, 1, -1, 1.5, -1, 2, -2.5, 1, 3, 0, -1, 4])
    let classes = try samples(task(.features), table)
    #expect(classes.rows?.elements == [0.5, -1, 1.5, 2, -2.5, 3, 0, 4])
    #expect(classes.labels == [1, 0, 1, 0] && classes.sizes.targets == .classes(2))
    let values = try samples(task(.features, tolerance: 0.25), table)
    #expect(values.rows?.elements == classes.rows?.elements)
    #expect(values.values?.elements == [1, -1, 1, -1])
    guard case .values(let matrix, tolerance: 0.25) = values.targets else {
      Issue.record("\(values.targets) has no tolerance of 0.25")
      return
    }
    #expect(matrix.columns == 1)
  }

  @Test("values over pairs of tokens are learned, and go on from a state")
  func tokenValues() throws {
    var trial = smallTrial(steps: 300)
    trial.task = TaskKind(task(tolerance: 0.5))
    trial.loss = LossKind(MeanSquaredError())
    let tables = [task().file: addition()]
    let result = trained(trial, tables: tables)
    let (first, last) = (
      try #require(result.trajectory.first), try #require(result.trajectory.last)
    )
    #expect(last.trainLoss < first.trainLoss / 2)
    #expect(last.trainAccuracy > first.trainAccuracy)

    let trainer = Trainer(trial, tables: tables)
    _ = trainer.advance(atMost: 7)
    let resumed = try Trainer(trial, tables: tables, resuming: trainer.state())
    while resumed.advance() != nil {}
    #expect(resumed.result == result)
  }

  @Test("is refused if it does not hold the task's samples")
  func refused() {
    func error(_ task: TableTask, _ table: SampleTable) -> String? {
      let error = #expect(throws: TableError.self) { try task.sizes(table) }
      return error?.description
    }
    #expect(error(task(label: "d"), addition()) == "there is no column d; columns: a, b, c")
    #expect(
      error(task(), addition(columns: ["a", "c"]))
        == "inputs: tokens needs two columns beside the label, but there are 1: a")
    #expect(
      error(task(.features), addition(columns: ["c"]))
        == "there is no column beside the label")
    #expect(
      error(task(), addition(label: { _ in 3 })) == "column c has the same class in every row")
    let fraction = SampleTable(columns: ["a", "b", "c"], numbers: [0, 1, 2, 3, 4, 5.5])
    #expect(error(task(), fraction) == "column c is 5.5; allowed: a whole number")
    #expect(throws: TableError.notWhole(5.5, row: 1, column: "c")) { try task().sizes(fraction) }
  }

  @Test("its configuration has its content, and its loss and network have to fit")
  func configuration() throws {
    var trial = smallTrial()
    trial.task = TaskKind(task())
    #expect(try TrialConfiguration(trial.node, at: "") == trial)
    #expect(
      trial.task.node.canonicalJSON
        == #"{"file":{"rows":49,"sha256":"of this test"},"inputs":"tokens","kind":"table","label":"c"}"#
    )
    func refusal(_ trial: TrialConfiguration) -> String? {
      let error = #expect(throws: ConfigurationError.self) {
        try TrialConfiguration(trial.node, at: "")
      }
      return error?.description
    }
    trial.task = TaskKind(task(.features))
    #expect(refusal(trial)?.contains("rows of numbers, which need input: dense") == true)
    trial.task = TaskKind(task(tolerance: 0.1))
    #expect(refusal(trial)?.contains("values need mean-squared-error") == true)
    trial.task = TaskKind(task(rows: 1))
    #expect(refusal(trial) == "task.file.rows is 1; allowed: a whole number from 2 to 1073741824")
  }
}
