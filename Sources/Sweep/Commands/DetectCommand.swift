import ArgumentParser

/// `groksweep detect`: how far ahead of generalization detectors fire, and how often without it.
struct DetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Judges detectors: leads before generalization, misses, and false alarms.",
    discussion: """
      The detectors are those of the experiment file and those given here. They look at the measures \
      that were taken along the trials.
      """ + CommandExamples.detect)

  @Argument(help: ArgumentHelp("The directory of the results.", valueName: "dir"))
  var directory: String

  @Option(help: "How to print.")
  var format = DetectionReport.Format.text

  @Option(
    name: .customLong("detector"), parsing: .singleValue,
    help: ArgumentHelp(
      "Judge a detector, such as fsd or '{name: low, measure: fourier_rank, below: 3}', as under "
        + "detectors in an experiment file; may be repeated.", valueName: "detector"))
  var detectors: [String] = []

  @Flag(help: "Print each detector by cell, and how far detectors agree.")
  var details = false

  @Flag(help: "Print what each detector says of each trial instead.")
  var events = false

  @OptionGroup var selection: ConditionOptions

  @OptionGroup var thresholds: ThresholdOptions

  func run() throws {
    try exitingCleanly {
      let store = try ResultStore.openForReading(directory)
      let columns = store.experiment.measuredColumns
      let given = try detectors.map { try Detector($0, columns: columns) }
      // One that is given takes the place of the file's of that name.
      let all =
        store.experiment.detectors.filter { own in !given.contains { $0.name == own.name } } + given
      guard !all.isEmpty else { throw NoDetector(columns: columns.all.map(\.name)) }
      let sweep = try selection.selecting(SweepSummary(store, overrides: thresholds.overrides))
      let report = DetectionReport(
        detections: try Detections(store, sweep, all), showsDetails: details)
      try writeToStandardOutput(
        events ? report.events(as: format) : report.rendered(as: format))
    }
  }
}

extension DetectionReport.Format: ExpressibleByArgument {}
