import Engine

/// A rule that says from which step on something has happened to a trial, by one number that is measured
/// along it.
///
/// It fires at the first measured step from which on all its bounds hold for ``sustained`` measured
/// steps in a row.
struct Detector: Hashable, Sendable {
  /// A bound on the number.
  struct Bound: Hashable, Sendable {
    /// On which side of the level the number has to be.
    enum Side: String, Hashable, Sendable { case above, below }

    /// On which side of the level the number has to be, the level itself included.
    let side: Side
    /// Where the level lies.
    let level: Level
  }

  /// Where a bound lies.
  enum Level: Hashable, Sendable {
    /// At a number.
    case value(Double)
    /// At a multiple of what was measured early in the same trial.
    case times(Double, of: Baseline)
  }

  /// What a multiple is taken of: something that is known before the detector begins to look.
  ///
  /// A peak or a value near generalization would choose the baseline by the outcome.
  enum Baseline: Hashable, Sendable {
    /// The value at the first measured step at or after the memorization step.
    case memorization
    /// The value at the first measured step at or after a step.
    case step(Int)
    /// The median of the first values.
    case first(Int)
  }

  /// Where its constants come from.
  enum Origin: Hashable, Sendable {
    /// From a paper.
    case published(String)
    /// From the experiment file.
    case declared
    /// From the command line, beside the trials that it is applied to.
    case chosen
  }

  /// What it is called.
  let name: String
  /// What it looks at.
  let column: MeasuredColumn
  /// What has to hold.
  let bounds: [Bound]
  /// For how many measured steps in a row.
  var sustained = 1
  /// Where its constants come from.
  var origin: Origin

  /// Whether large numbers are what it waits for.
  var isUpward: Bool { bounds.contains { $0.side == .above } }
}

extension Detector {
  /// The rule, without its name: one line, which is equal for equal rules.
  var rule: String {
    let sides = bounds.map { "\($0.side == .above ? "≥" : "≤") \($0.level)" }
    let run = sustained > 1 ? ", \(sustained) times in a row" : ""
    return "\(column.name) \(sides.joined(separator: " and "))\(run)"
  }
}

extension Detector.Level: CustomStringConvertible {
  var description: String {
    switch self {
    case .value(let value): ConfigurationNode(.real(value)).summary
    case .times(let factor, let baseline):
      "\(ConfigurationNode(.real(factor)).summary) times \(baseline)"
    }
  }
}

extension Detector.Baseline: CustomStringConvertible {
  var description: String {
    switch self {
    case .memorization: "its value at memorization"
    case .step(let step): "its value at step \(step)"
    case .first(let count): "the median of its first \(count) values"
    }
  }
}
