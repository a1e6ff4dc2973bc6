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

  @OptionGroup var source: SourceOptions

  @Option(help: "How to print.")
  var format = ReportFormat.text

  @OptionGroup var thresholds: ThresholdOptions

  func validate() throws { try thresholds.checkUse(with: source) }

  func run() throws {
    try exitingCleanly {
      let sweep = try source.sweep(thresholds.overrides)
      try writeToStandardOutput(FitReport(sweep).rendered(as: format))
    }
  }
}

extension ReportFormat: ExpressibleByArgument {}
