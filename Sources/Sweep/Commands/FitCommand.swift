import ArgumentParser

/// `groksweep fit`: delay laws.
struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fits delay laws: exponents of the delay, and the norm-separation law.",
    discussion: """
      Only trials that generalized after they memorized can be points of these fits. Each fit \
      counts the trials that it leaves out, and why.
      """)

  @Argument(help: ArgumentHelp("The directory of the results.", valueName: "dir"))
  var directory: String

  @Option(help: "How to print.")
  var format = FitFormat.text

  @OptionGroup var thresholds: ThresholdOptions

  func run() throws {
    try exitingCleanly {
      try printFits(
        of: ResultStore.openForReading(directory), format: format,
        overrides: thresholds.overrides)
    }
  }
}

extension FitFormat: ExpressibleByArgument {}

/// Prints the fits of a store to standard output.
func printFits(
  of store: ResultStore, format: FitFormat = .text,
  overrides: ThresholdOverrides = ThresholdOverrides()
) throws {
  let sweep = try SweepSummary(store, overrides: overrides)
  try writeToStandardOutput(FitReport(sweep).rendered(as: format))
}
