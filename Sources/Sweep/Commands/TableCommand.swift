import ArgumentParser

/// `groksweep table`: a row per cell.
struct TableCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table",
    abstract: "Prints a row per cell: milestones, delay and compression factor over its trials.",
    discussion: """
      Trials that did not generalize within their budget are censored: they count as later than \
      every number, and a median that they decide is printed as > budget (empty in CSV, null in \
      JSON).
      """)

  @Argument(help: ArgumentHelp("The directory of the results.", valueName: "dir"))
  var directory: String

  @Option(help: "How to print.")
  var format = TableFormat.text

  @OptionGroup var thresholds: ThresholdOptions

  func run() throws {
    try exitingCleanly {
      try printTable(
        of: ResultStore.openForReading(directory), format: format,
        overrides: thresholds.overrides)
    }
  }
}

extension TableFormat: ExpressibleByArgument {}

/// Prints the table of a store to standard output.
func printTable(
  of store: ResultStore, format: TableFormat = .text,
  overrides: ThresholdOverrides = ThresholdOverrides()
) throws {
  let sweep = try SweepSummary(store, overrides: overrides)
  try writeToStandardOutput(Table(sweep).rendered(as: format))
}
