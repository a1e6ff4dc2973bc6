import ArgumentParser

/// What `table` reads of the measures.
struct MeasureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Print a measure over the trials of each cell instead: a kind, such as ildr, or a column, such "
        + "as ranks.stable_rank.hidden.weight.", valueName: "name"))
  var measure: String?

  @Option(
    help: ArgumentHelp(
      "When --measure is read: memorization, generalization, end or a step (default: end).",
      valueName: "moment"))
  var at: String?

  func validate() throws {
    guard let at else { return }
    if measure == nil { throw ValidationError("--at belongs to --measure") }
    if MeasureMoment(at) == nil {
      throw ValidationError(
        "--at is '\(at)'; allowed: memorization, generalization, end, or a number of steps")
    }
  }

  /// The table of the measure that is asked for.
  func table(
    _ name: String, _ source: SourceOptions, _ overrides: ThresholdOverrides
  ) throws -> MeasureTable {
    let store = try ResultStore.openForReading(source.directory ?? "")
    let sweep = try source.selection.selecting(SweepSummary(store, overrides: overrides))
    return try MeasureTable(
      sweep, try store.experiment.measuredColumns.named(name),
      at: at.flatMap(MeasureMoment.init) ?? .end, measures: store.forEachMeasured)
  }
}
