/// Any task.
public struct TaskKind: Choice {
  let task: any Task

  /// Chooses a task.
  init(_ task: any Task) { self.task = task }

  /// All tasks, one entry each.
  public static let variants: [Variant<Self>] = [
    entry(ModularArithmetic.self),
    entry(Permutations.self),
    entry(SparseParity.self),
    entry(TeacherStudent.self),
    entry(TableTask.self),
  ]

  private static func entry<T: Task>(_: T.Type) -> Variant<Self> {
    Variant(T.kind, { (task: T) in Self(task) }, { $0.task as? T })
  }

  /// The task.
  public var chosen: any Configurable { task }

  /// The table that the samples come from, if they do.
  public var table: TableContent? { task.table }

  /// The sizes of the samples.
  ///
  /// - Parameter tables: the tables that are at hand. If that of the task is not among them, the
  ///   sizes are the least that it can hold.
  /// - Returns: the sizes.
  /// - Throws: ``TableError`` if the table does not hold the task's samples.
  public func sizes(_ tables: SampleTables = [:]) throws(TableError) -> SampleSizes {
    try task.sizes(table.flatMap { tables[$0] })
  }

  /// The samples; a task that draws them does so from the stream "task" of the seed.
  ///
  /// - Precondition: ``table`` is among the tables, and its sizes were asked for without an error.
  func sets(seed: Int = 0, tables: SampleTables = [:]) -> SampleSets {
    var generator = Generator(seed: seed, stream: "task")
    do {
      return try task.sets(&generator, table.flatMap { tables[$0] })
    } catch {
      preconditionFailure("the table was not checked: \(error)")
    }
  }
}
