/// What a network has to learn.
public enum TaskKind: ConfigurationVariant {
  /// A table of a binary operation over the integers modulo p.
  case modular(ModularArithmetic)
  /// A table of an operation in a symmetric group.
  case permutation(Permutations)
  /// The parity of a few of many bits.
  case parity(SparseParity)
  /// The outputs of a random network.
  case teacherStudent(TeacherStudent)
  /// The samples of somebody's table.
  case table(TableTask)

  /// One entry for each task.
  public static let variants: [Variant<Self>] = [
    Variant("modular", Self.modular) { if case .modular(let task) = $0 { task } else { nil } },
    Variant("permutation", Self.permutation) {
      if case .permutation(let task) = $0 { task } else { nil }
    },
    Variant("parity", Self.parity) { if case .parity(let task) = $0 { task } else { nil } },
    Variant("teacher-student", Self.teacherStudent) {
      if case .teacherStudent(let task) = $0 { task } else { nil }
    },
    Variant("table", Self.table) { if case .table(let task) = $0 { task } else { nil } },
  ]

  /// The number of samples, training and test together.
  public var sampleCount: Int {
    switch self {
    case .modular(let task): task.sampleCount
    case .permutation(let task): task.sampleCount
    case .parity(let task): task.samples
    case .teacherStudent(let task): task.samples
    case .table(let task): task.file.rows
    }
  }

  /// The sizes of its samples, as those of ``samples(seed:)`` will be; of a table, whose content is
  /// not at hand, as if it listed all pairs of its tokens.
  var sizes: SampleSizes {
    switch self {
    case .modular(let task): SampleSizes(vocabulary: task.modulus, classes: task.modulus)
    case .permutation(let task): SampleSizes(vocabulary: task.order, classes: task.order)
    case .parity(let task): SampleSizes(features: task.inputs, classes: 2)
    case .teacherStudent(let task): SampleSizes(features: task.inputs, classes: task.outputs)
    case .table(let task):
      switch task.inputs {
      case .tokens: .allPairs(count: task.file.rows)
      case .features: SampleSizes(features: 1, classes: 1)
      }
    }
  }

  /// Whether an input is a row of numbers rather than a pair of tokens.
  var hasDenseInputs: Bool {
    switch self {
    case .modular, .permutation: false
    case .parity, .teacherStudent: true
    case .table(let task): task.inputs == .features
    }
  }

  /// Whether values are to be learned rather than classes.
  var isRegression: Bool {
    switch self {
    case .modular, .permutation, .parity: false
    case .teacherStudent: true
    case .table(let task): task.tolerance != nil
    }
  }

  /// The table that the samples come from, if they do.
  public var table: TableContent? {
    if case .table(let task) = self { task.file } else { nil }
  }

  /// The samples; a task that draws them does so from the stream "task" of the seed.
  ///
  /// - Precondition: ``table`` is among the tables, and was checked.
  func samples(seed: Int = 0, tables: SampleTables = [:]) -> Samples {
    var generator = Generator(seed: seed, stream: "task")
    return switch self {
    case .modular(let task): task.samples()
    case .permutation(let task): task.samples()
    case .parity(let task): task.samples(&generator)
    case .teacherStudent(let task): task.samples(&generator)
    case .table(let task): Self.samples(of: task, tables)
    }
  }

  private static func samples(of task: TableTask, _ tables: SampleTables) -> Samples {
    guard let table = tables[task.file] else {
      preconditionFailure("the table \(task.file.sha256) is not here")
    }
    do {
      return try task.samples(of: table)
    } catch {
      preconditionFailure("the table \(task.file.sha256) was not checked: \(error)")
    }
  }
}

/// What a network has to know of samples before there are any.
struct SampleSizes: Hashable {
  /// The number of tokens; 0 where inputs are dense.
  var vocabulary = 0
  /// d, the length of a dense input; 0 where inputs are tokens.
  var features = 0
  /// K, the number of classes, or of values for each sample.
  var classes: Int

  /// Tokens of which there are so many pairs, and as many classes.
  static func allPairs(count: Int) -> SampleSizes {
    let tokens = Int(Double(count).squareRoot())
    return SampleSizes(vocabulary: tokens, classes: tokens)
  }
}
