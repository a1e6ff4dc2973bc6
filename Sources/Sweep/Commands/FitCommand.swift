import ArgumentParser

/// `groksweep fit`: delay laws.
struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fits delay laws: exponents of the delay, and the norm-separation law.",
    discussion: """
      The answer comes first: a table of laws, and a sentence to quote. --details has all that it \
      rests on. Only trials that generalized after they memorized can be points of these fits. Each fit \
      counts the trials that it leaves out, and why.
      """ + CommandExamples.fit)

  @OptionGroup var source: SourceOptions

  @Option(help: "How to print.")
  var format = ReportFormat.text

  @Option(
    name: .customLong("law"), parsing: .singleValue,
    help: ArgumentHelp(
      "Judge a law, such as '{name: decay, factors: {optimizer.weight_decay: -1}}', "
        + "as under laws in an experiment file; may be repeated.",
      valueName: "law"))
  var laws: [String] = []

  @Flag(help: "Add every law, line and model, and how far each cell lies from each law.")
  var details = false

  @OptionGroup var thresholds: ThresholdOptions

  func validate() throws { try thresholds.checkUse(with: source) }

  func run() throws {
    try exitingCleanly {
      var sweep = try source.sweep(thresholds.overrides)
      let fields = LawFields(sweep.cells.map(\.node), axes: [])
      for law in laws { sweep.laws.append(try Law(law, fields: fields)) }
      // The answer alone rests on laws.
      let isBrief = !details && format == .text
      let report = FitReport(sweep, details: details, linesUpTo: isBrief ? 0 : .max)
      try writeToStandardOutput(report.rendered(as: format, .standardOutput))
    }
  }
}

extension ReportFormat: ExpressibleByArgument {}
