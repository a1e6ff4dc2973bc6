import ArgumentParser

/// Which cells a command looks at.
struct ConditionOptions: ParsableArguments {
  @Option(
    name: .customLong("where"), parsing: .singleValue,
    help: ArgumentHelp(
      "Use only the cells that meet a condition, such as train_fraction>=0.3; may be repeated.",
      valueName: "condition"))
  var conditions: [String] = []

  func validate() throws {
    for condition in conditions where CellCondition(condition) == nil {
      throw ValidationError(
        "--where is '\(condition)'; allowed: a field, one of = != < <= > >=, and a value")
    }
  }

  /// The cells that are asked for.
  func selecting(_ sweep: SweepSummary) throws -> SweepSummary {
    let conditions = conditions.compactMap(CellCondition.init)
    let selection = try CellSelection(conditions, of: sweep.cells, axes: sweep.fields)
    for note in selection.notes { printError("note: \(note)") }
    return try sweep.selecting(conditions)
  }
}
