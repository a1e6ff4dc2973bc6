import ArgumentParser

/// `groksweep diff A B`: two sweeps cell by cell.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compares two sweeps cell by cell: what is common, what changed, with tests.",
    discussion: """
      Cells are the same if they agree in every field that either sweep varies. Seeds that both \
      have are pairs. One correction for multiple tests is over all cells.
      """ + CommandExamples.diff)

  @Argument(help: ArgumentHelp("The directory of the first results.", valueName: "a"))
  var first: String

  @Argument(help: ArgumentHelp("The directory of the second results.", valueName: "b"))
  var second: String

  @Option(help: "The response that is compared.")
  var response = Response.generalizationStep

  @Option(help: "How to print.")
  var format = TableFormat.text

  @OptionGroup var thresholds: ThresholdOptions

  func run() throws {
    try exitingCleanly {
      let stores = try [first, second].map { try ResultStore.openForReading($0) }
      let sweeps = try stores.map { try SweepSummary($0, overrides: thresholds.overrides) }
      let report = DifferenceReport(
        SweepDifference(sweeps[0], sweeps[1], by: response), names: [first, second],
        sources: stores.map(\.experiment.source))
      try writeToStandardOutput(report.rendered(as: format, .standardOutput))
    }
  }
}
