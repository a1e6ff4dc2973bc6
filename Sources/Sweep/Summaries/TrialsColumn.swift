/// What a column of a file of trials holds.
///
/// The names are those of published data sets and of `groksweep export --what trials`.
enum TrialsColumn: Hashable, Sendable {
  /// What tells the trials of a cell apart.
  case seed
  /// The number of steps for which the trial was watched, empty if unknown.
  case budget
  /// The memorization step, empty if it was not reached.
  case memorization
  /// The generalization step, empty if it was not reached.
  case generalization
  /// A squared norm of the parameters, empty if unknown.
  case norm2(NormPoint)
  /// How the trial ended; `diverged` is the one word that matters.
  case outcome
  /// The compression factor at the end, empty if unknown.
  case compressionFactor
  /// A measurement that no analysis here reads.
  case unused
  /// A field of the configuration, by its dotted path.
  case field(String, FieldKind)

  /// What a field may hold.
  enum FieldKind: Hashable, Sendable {
    /// A number above 0.
    case positive
    /// A number from 0.
    case notNegative
    /// A number above 0 and below 1.
    case share
    /// A whole number from 2.
    case modulus
    /// Numbers, or words that are no numbers.
    case any

    /// What is allowed, in words.
    var allowed: String {
      switch self {
      case .positive: "a number above 0"
      case .notNegative: "a number from 0"
      case .share: "a number above 0 and below 1"
      case .modulus: "a whole number from 2"
      case .any: "a number, as in the rows above"
      }
    }

    /// Whether a number is allowed.
    func allows(_ value: Double) -> Bool {
      switch self {
      case .positive: value > 0
      case .notNegative: value >= 0
      case .share: value > 0 && value < 1
      case .modulus: value >= 2 && value == value.rounded()
      case .any: true
      }
    }
  }

  /// Recognizes a column by its name.
  init(_ name: String) {
    self =
      switch name {
      case "seed": .seed
      case "step_budget", "steps": .budget
      case "memorization_step": .memorization
      case "generalization_step": .generalization
      case "norm2_initial", "norm2_start": .norm2(.start)
      case "norm2_memorized", "norm2_memorization": .norm2(.memorization)
      case "norm2_peak": .norm2(.peak)
      case "norm2_generalized", "norm2_generalization": .norm2(.generalization)
      case "norm2_final", "norm2_end": .norm2(.end)
      case "outcome": .outcome
      case "compression_factor": .compressionFactor
      case "delay", "ending", "train_loss", "train_accuracy", "test_loss", "test_accuracy",
        "relapses", "gap_generalization", "train_accuracy_generalization",
        "test_accuracy_memorization", "memorization_step_after", "generalization_step_after",
        "decay_rate", "memorization_after", "generalization_after", "event", "time":
        .unused
      case "modulus", "task.modulus": .field("task.modulus", .modulus)
      case "learning_rate", "optimizer.learning_rate":
        .field("optimizer.learning_rate", .positive)
      case "weight_decay", "optimizer.weight_decay":
        .field("optimizer.weight_decay", .notNegative)
      case "train_fraction": .field("train_fraction", .share)
      case "configuration.steps": .field("steps", .positive)
      default: .field(name, .any)
      }
  }
}
