import ArgumentParser

/// The thresholds that an analysis can replace.
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

  @Option(
    help: ArgumentHelp(
      "Count an accuracy from (1 - tolerance) times the trial's own maximum instead, such as 0.05.",
      valueName: "tolerance"))
  var within: Double?

  func validate() throws {
    if let within {
      if !(within > 0 && within < 1) {
        throw ValidationError("--within is \(within); allowed: above 0 and below 1")
      }
      if memorization != nil || generalization != nil {
        throw ValidationError("--within excludes --memorization and --generalization")
      }
    }
    for (option, accuracy) in [
      ("--memorization", memorization), ("--generalization", generalization),
    ] {
      if let accuracy, !(accuracy > 0 && accuracy <= 1) {
        throw ValidationError("\(option) is \(accuracy); allowed: above 0 and at most 1")
      }
    }
    try checkWhole("--sustained", sustained)
  }

  var overrides: ThresholdOverrides {
    ThresholdOverrides(
      memorization: memorization, generalization: generalization, sustained: sustained,
      tolerance: within)
  }

  /// Refuses thresholds for trials that come without trajectories.
  func checkUse(with source: SourceOptions) throws {
    if source.csv != nil, overrides != ThresholdOverrides() {
      throw ValidationError(
        "--csv gives milestones, to which no threshold can be applied afterwards")
    }
  }
}
