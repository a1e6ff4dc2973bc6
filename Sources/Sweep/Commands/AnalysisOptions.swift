import ArgumentParser

/// The thresholds that `table` and `fit` can replace.
struct ThresholdOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Train accuracy of the memorization step, above 0 and at most 1 (default: the experiment's).",
      valueName: "accuracy"))
  var memorization: Double?

  @Option(
    help: ArgumentHelp(
      "Test accuracy of the generalization step, above 0 and at most 1 (default: the experiment's).",
      valueName: "accuracy"))
  var generalization: Double?

  @Option(
    help: ArgumentHelp(
      "Evaluations in a row for which the accuracy must hold, from 1 (default: the experiment's).",
      valueName: "evaluations"))
  var sustained: Int?

  func validate() throws {
    for (option, accuracy) in [
      ("--memorization", memorization), ("--generalization", generalization),
    ] {
      if let accuracy, !(accuracy > 0 && accuracy <= 1) {
        throw ValidationError("\(option) is \(accuracy); allowed: above 0 and at most 1")
      }
    }
    if let sustained, sustained < 1 {
      throw ValidationError("--sustained is \(sustained); allowed: a whole number from 1")
    }
  }

  var overrides: ThresholdOverrides {
    ThresholdOverrides(
      memorization: memorization, generalization: generalization, sustained: sustained)
  }
}
