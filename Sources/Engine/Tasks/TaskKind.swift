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
  ]

  /// The number of samples, training and test together.
  public var sampleCount: Int {
    switch self {
    case .modular(let task): task.sampleCount
    case .permutation(let task): task.sampleCount
    case .parity(let task): task.samples
    case .teacherStudent(let task): task.samples
    }
  }

  /// Whether an input is a row of numbers rather than a pair of tokens.
  var hasDenseInputs: Bool {
    switch self {
    case .modular, .permutation: false
    case .parity, .teacherStudent: true
    }
  }

  /// Whether values are to be learned rather than classes.
  var isRegression: Bool {
    switch self {
    case .modular, .permutation, .parity: false
    case .teacherStudent: true
    }
  }

  /// The samples; a task that draws them does so from the stream "task" of the seed.
  func samples(seed: Int = 0) -> Samples {
    var generator = Generator(seed: seed, stream: "task")
    return switch self {
    case .modular(let task): task.samples()
    case .permutation(let task): task.samples()
    case .parity(let task): task.samples(&generator)
    case .teacherStudent(let task): task.samples(&generator)
    }
  }
}
