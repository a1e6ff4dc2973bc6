import ArgumentParser

/// Where `table` and `fit` take their trials from.
struct SourceOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The directory of the results.", valueName: "dir"))
  var directory: String?

  @Option(
    help: ArgumentHelp(
      "Read trials from a CSV file instead: a row a trial, with columns seed, memorization_step, "
        + "generalization_step (empty: censored), and whatever describes the configuration.",
      valueName: "file"))
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "The budget of the rows of --csv that have no step_budget.", valueName: "steps"))
  var stepBudget: Int?

  @OptionGroup var selection: ConditionOptions

  func validate() throws {
    switch (directory, csv) {
    case (nil, nil): throw ValidationError("either a directory or --csv is needed")
    case (_?, _?): throw ValidationError("a directory and --csv exclude each other")
    case (_?, nil) where stepBudget != nil:
      throw ValidationError("--step-budget belongs to --csv; a store knows its budgets")
    default: break
    }
    try checkWhole("--step-budget", stepBudget)
  }

  /// Reads the trials that are asked for.
  func sweep(_ overrides: ThresholdOverrides) throws -> SweepSummary {
    let sweep =
      if let csv {
        SweepSummary(try TrialsFile(reading: csv, budget: stepBudget))
      } else {
        try SweepSummary(ResultStore.openForReading(directory ?? ""), overrides: overrides)
      }
    return try selection.selecting(sweep)
  }
}
