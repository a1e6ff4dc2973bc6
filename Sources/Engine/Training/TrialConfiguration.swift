/// Everything that decides a trial's numbers.
///
/// Training is a pure function of this value: the same configuration, binary and BLAS kernel give
/// the same bits. What may differ between two runs of one trial (host, rank, wall time) is not
/// here. Its canonical JSON is the trial's identity; a field added later must therefore be left
/// out of the JSON while it has its default.
public struct TrialConfiguration: Configurable {
  /// What the network has to learn.
  public var task = TaskKind(ModularArithmetic())
  /// The network.
  public var model = NetworkKind(PerceptronConfiguration())
  /// How the parameters start.
  public var initialization = Initialization()
  /// The update rule and its constants.
  public var optimizer = OptimizerKind(AdamW())
  /// How the learning rate changes along training.
  public var schedule = Schedule()
  /// What changes the gradient or the parameters around the update rule, in this order.
  public var interventions: [InterventionKind] = []
  /// What the gradient is taken of.
  public var loss = LossKind(CrossEntropy())
  /// The weight λ of a penalty on the length of the hidden units that enter the read-out.
  ///
  /// See ``radialPenalty(_:weight:gradientScale:)`` for its formula.
  public var radialPenalty: Double?
  /// The share of all samples that is trained on; the rest is the test set.
  public var trainFraction = 0.5
  /// The share of training samples whose label is replaced by another class.
  public var labelNoise = 0.0
  /// Which training samples a step sees.
  public var batch = BatchKind.full
  /// The largest number of optimizer steps: the budget.
  public var steps = 10_000
  /// The floating-point type of parameters and arithmetic.
  public var precision = Precision.float32
  /// When a trial ends before its budget, if it may.
  public var stop: StopRule?
  /// Which steps are evaluated.
  public var evaluation = EvaluationGrid()
  /// Where and how finely compressibility is measured.
  public var pruning = PruningConfiguration()
  /// The seed of each random stream.
  public var seed = Seeds()

  /// The defaults, which train nothing in particular.
  public init() {}

  /// The keys of a trial's configuration.
  public static let fields: [Field<Self>] = [
    Field("task", \.task, required: true),
    Field("model", \.model, required: true),
    Field("initialization", \.initialization),
    Field("optimizer", \.optimizer, required: true),
    Field("schedule", \.schedule, omittedWhen: Schedule()),
    Field("interventions", \.interventions, omittedWhen: []),
    Field("loss", \.loss),
    Field("radial_penalty", optional: \.radialPenalty, allowed: .positive),
    Field("train_fraction", \.trainFraction, required: true, allowed: .fraction),
    Field(
      "label_noise", \.labelNoise, omittedWhen: 0,
      allowed: Allowed("from 0 to 1") { $0 >= 0 && $0 <= 1 }),
    Field("batch", \.batch),
    Field("steps", \.steps, required: true, allowed: .steps()),
    Field("precision", \.precision),
    Field("stop", optional: \.stop),
    Field("evaluation", \.evaluation),
    Field("pruning", \.pruning),
    Field("seed", \.seed),
  ]

  /// Checks what fields have to do with each other and with the sizes of the task's samples, as far
  /// as these are known without its table, and takes over the initialization of a network that is
  /// given by name.
  public mutating func checkTogether(
    _ node: ConfigurationNode, at path: String
  ) throws(ConfigurationError) {
    if let scheme = NetworkKind.namedScheme(node["model"]),
      node["initialization"]?["scheme"] == nil
    {
      initialization.scheme = scheme
    }
    guard !schedule.cosine || schedule.warmUp < steps else {
      throw .contradiction(
        "schedule.warm_up", "\(schedule.warmUp)",
        "it leaves none of \(steps) steps to the cosine", line: node["schedule"]?["warm_up"]?.line)
    }
    guard interventions.count(where: \.intervention.movesHiddenMatrices) <= 1 else {
      throw .contradiction(
        "interventions", "a list with muon twice", "hidden matrices have one update rule",
        line: node["interventions"]?.line)
    }
    try check(sizes([:]), node)
  }

  /// Whether the end of a trial and its milestones may depend on the evaluation at a step.
  ///
  /// They do not where it is made for its pruning curve alone: measuring more changes no trial.
  public func decides(by step: Int) -> Bool {
    !pruning.steps.contains(step) || evaluation.contains(step)
  }

  /// The sizes of the task's samples.
  ///
  /// - Precondition: a table among `tables` holds the task's samples.
  func sizes(_ tables: SampleTables) -> SampleSizes {
    do {
      return try task.sizes(tables)
    } catch {
      preconditionFailure("the table was not checked: \(error)")
    }
  }
}

/// The floating-point type of parameters and arithmetic.
public enum Precision: String, ConfigurationChoice {
  /// IEEE single precision.
  case float32
  /// IEEE double precision.
  case float64
}

/// When a trial ends before its budget.
///
/// Once test accuracy has stayed at or above `testAccuracy` for `sustained` evaluations, the trial
/// ends at the first evaluation whose step is at least `extra` times the first of them, unless the
/// accuracy falls below again before that.
public struct StopRule: Configurable {
  /// The test accuracy to reach and keep.
  public var testAccuracy = 0.99
  /// For how many evaluations in a row it must be kept.
  public var sustained = 3
  /// How far to go on, as a multiple of the step at which it was first reached.
  public var extra = 1.1

  /// The published studies' usual rule.
  public init() {}

  /// The keys of `stop`.
  public static let fields: [Field<Self>] = [
    Field("test_accuracy", \.testAccuracy, allowed: .accuracy),
    Field("sustained", \.sustained, allowed: .steps()),
    Field("extra", \.extra, allowed: Allowed("a finite number from 1") { $0 >= 1 && $0.isFinite }),
  ]
}

/// The seed of each random stream.
///
/// Each stream derives from the trial's seed and its own name; one that is pinned derives from the
/// pinned seed instead, so that the variances of split and initialization can be told apart.
public struct Seeds: Configurable {
  /// The trial's seed.
  public var trial = 0
  /// Pins the split into training and test set.
  public var split: Int?
  /// Pins the initial parameters.
  public var initialization: Int?
  /// Pins the order of batches.
  public var batches: Int?
  /// Pins which labels are replaced, and by what.
  public var labelNoise: Int?
  /// Pins the samples of a task that draws them.
  public var task: Int?

  /// Seed 0, with nothing pinned.
  public init() {}

  /// The keys of `seed`.
  public static let fields: [Field<Self>] = [
    Field("trial", \.trial),
    Field("split", optional: \.split),
    Field("initialization", optional: \.initialization),
    Field("batches", optional: \.batches),
    Field("label_noise", optional: \.labelNoise),
    Field("task", optional: \.task),
  ]
}
