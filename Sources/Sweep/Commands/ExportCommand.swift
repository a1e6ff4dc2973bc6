import ArgumentParser
import Engine

/// `groksweep export`: all rows, for other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes trials, evaluations, pruning curves or measures to standard output.",
    discussion: """
      Rows are ordered by cell and seed, and depend on nothing but the trials' configurations. \
      Numbers read back to the same bits; what is undefined, censored or not finite is empty in \
      CSV and null in JSON. Milestones are those of the experiment's thresholds unless others are \
      given.
      """)

  @Argument(help: ArgumentHelp("The directory of the results.", valueName: "dir"))
  var directory: String

  @Option(help: "What to write.")
  var what: ExportContent

  @Option(help: "How to write it: CSV with a header, or a JSON object a line.")
  var format = ExportFormat.csv

  @OptionGroup var thresholds: ThresholdOptions

  func run() throws {
    try exitingCleanly {
      try printExport(
        what, of: ResultStore.openForReading(directory), format: format,
        overrides: thresholds.overrides)
    }
  }
}

/// The forms of an export.
enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
  /// RFC 4180 with a header.
  case csv
  /// A JSON object a line.
  case jsonl

  /// The form of its rows.
  var rows: RowFormat {
    switch self {
    case .csv: .csv
    case .jsonl: .jsonLines
    }
  }
}

extension ExportContent: ExpressibleByArgument {}

/// Writes the rows of a store to standard output, a trial at a time.
func printExport(
  _ content: ExportContent, of store: ResultStore, format: ExportFormat,
  overrides: ThresholdOverrides
) throws {
  let experiment = store.experiment
  let rows = Export(
    content, fields: experiment.fields, thresholds: overrides.applied(to: experiment.thresholds),
    tensors: content == .evaluations ? try store.tensorNames() : [],
    tolerance: overrides.tolerance)
  var output = StandardOutput()
  try output.write(format.rows.header(rows.columns))
  try store.forEachTrial { trial in
    let values = experiment.cell(trial.cell).values
    var result = trial.result
    if content == .measures {
      result.measures = try store.measures(ofCell: trial.cell, seed: trial.seed)
    }
    for row in rows.rows(values, seed: trial.seed, result, of: trial.configuration) {
      try output.write(format.rows.row(rows.columns, row))
    }
  }
  try output.flush()
}
