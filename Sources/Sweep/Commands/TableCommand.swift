import ArgumentParser

/// `groksweep table`: a row per cell.
struct TableCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table",
    abstract: "Prints a row per cell: milestones, delay and compression factor over its trials.",
    discussion: """
      Trials that did not generalize within their budget are censored: they count as later than \
      every number, and a median that they decide is printed as > budget (empty in CSV, null in \
      JSON). Text is as wide as the terminal, else 100 columns, and leaves out what does not fit; \
      every other format has all of it.
      """ + CommandExamples.table)

  @OptionGroup var source: SourceOptions

  @Option(help: "How to print.")
  var format = TableFormat.text

  @Flag(help: "Add what censored trials say: shares, Kaplan-Meier medians, quartiles, flags.")
  var survival = false

  @Flag(help: "Print log-rank tests between neighbouring cells instead.")
  var compare = false

  @Flag(help: "Print the hypotheses declared in the experiment file instead.")
  var contrasts = false

  @Option(help: "The response that --compare tests.")
  var response = Response.generalizationStep

  @OptionGroup var measures: MeasureOptions

  @OptionGroup var thresholds: ThresholdOptions

  func validate() throws {
    try thresholds.checkUse(with: source)
    if measures.measure != nil {
      if source.csv != nil { throw ValidationError("--csv has no measures") }
      if compare || contrasts {
        throw ValidationError("--measure excludes --compare and --contrasts")
      }
    }
    if compare, contrasts { throw ValidationError("--compare and --contrasts exclude each other") }
    if contrasts, source.csv != nil || !source.selection.conditions.isEmpty {
      throw ValidationError("--contrasts are declared about all cells, in an experiment file")
    }
  }

  func run() throws {
    try exitingCleanly {
      let layout = TextLayout.standardOutput
      if let name = measures.measure {
        let table = try measures.table(name, source, thresholds.overrides)
        return try writeToStandardOutput(table.rendered(as: format, layout))
      }
      let sweep = try source.sweep(thresholds.overrides)
      try writeToStandardOutput(
        compare
          ? CellComparisons(sweep, by: response).rendered(as: format, layout)
          : contrasts
            ? ContrastTable(sweep).rendered(as: format, layout)
            : Table(sweep).rendered(as: format, layout, survival: survival))
    }
  }
}

extension Response: ExpressibleByArgument {}

extension TableFormat: ExpressibleByArgument {}
