import Engine

/// When something happened to a trial, or until when it had not.
enum Milestone: Hashable, Sendable {
  /// It happened at this step; as a delay, this many steps later, or earlier if negative.
  case reached(Int)
  /// Up to this step it had not happened, and nobody looked further: censored.
  case censored(after: Int)

  /// The step, unless it is censored.
  var step: Int? {
    if case .reached(let step) = self { step } else { nil }
  }

  /// The step after which it is censored, unless it was reached.
  var lastBelow: Int? {
    if case .censored(let step) = self { step } else { nil }
  }
}

extension Milestone {
  /// The first evaluated step from which on an accuracy stays at or above a threshold for a number
  /// of evaluations in a row.
  ///
  /// The step is that of the first of these evaluations. A run of them that the end of the
  /// trajectory cuts short establishes nothing, whether the stop rule or the budget ended the
  /// trial: it is censored, and after the last evaluation *below* the threshold, because the cut
  /// run might have been the one. With `sustained` = 1 that is the last evaluation of all. An
  /// accuracy that is no number counts as below.
  ///
  /// - Precondition: `sustained` is positive.
  init(
    _ trajectory: [Evaluation], _ accuracy: (Evaluation) -> Double, atLeast threshold: Double,
    sustained: Int
  ) {
    precondition(sustained > 0, "\(sustained) evaluations sustain nothing")
    var run = 0
    var start = 0
    var lastBelow = 0
    for evaluation in trajectory {
      if accuracy(evaluation) >= threshold {
        if run == 0 { start = evaluation.step }
        run += 1
        if run == sustained {
          self = .reached(start)
          return
        }
      } else {
        run = 0
        lastBelow = evaluation.step
      }
    }
    self = .censored(after: lastBelow)
  }
}

/// How a trial ended, seen from its milestones.
enum Outcome: String, Hashable, Sendable, CaseIterable {
  /// It reached its generalization step.
  case generalized
  /// It reached its memorization step only.
  case memorized
  /// It reached neither.
  case untrained
  /// Its loss was no finite number at last, whatever it had reached before.
  case diverged
}
