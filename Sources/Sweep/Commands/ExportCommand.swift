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
      """ + CommandExamples.export)

  @Argument(help: ArgumentHelp("The directory of the results.", valueName: "dir"))
  var directory: String

  @Option(help: "What to write: trials, evaluations, pruning or measures.")
  var what: ExportContent

  @Option(help: "How to write it: CSV with a header, or a JSON object a line.")
  var format = ExportFormat.csv

  @Flag(help: "Write measures as a row a step, with a column for each number.")
  var wide = false

  @OptionGroup var thresholds: ThresholdOptions

  func validate() throws {
    if wide, what != .measures { throw ValidationError("--wide belongs to --what measures") }
  }

  func run() throws {
    try exitingCleanly {
      let store = try ResultStore.openForReading(directory)
      if what == .measures, store.experiment.measures.isEmpty {
        printError("note: the experiment file asks for no measures")
      }
      try printExport(
        what, of: store, format: format, isWide: wide, overrides: thresholds.overrides)
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
  _ content: ExportContent, of store: ResultStore, format: ExportFormat, isWide: Bool = false,
  overrides: ThresholdOverrides
) throws {
  var output = StandardOutput()
  try writeExport(content, of: store, format: format, isWide: isWide, overrides: overrides) {
    try output.write($0)
  }
  try output.flush()
}

/// Writes the rows of a store, a row at a time.
func writeExport(
  _ content: ExportContent, of store: ResultStore, format: ExportFormat, isWide: Bool = false,
  overrides: ThresholdOverrides, to write: (String) throws -> Void
) throws {
  let experiment = store.experiment
  let rows = Export(
    content, fields: experiment.fields, thresholds: overrides.applied(to: experiment.thresholds),
    tensors: content == .evaluations ? try store.tensorNames() : [],
    tolerance: overrides.tolerance,
    measures: MeasureRows(
      content == .measures ? experiment.measuredColumns : MeasuredColumns([]) { _ in [] },
      isWide: isWide))
  try write(format.rows.header(rows.columns))
  if content == .measures {
    for cell in 0..<experiment.cellCount {
      let values = experiment.cell(cell).values
      try store.forEachMeasured(ofCell: cell) { seed, measures in
        for row in rows.rows(values, seed: seed, measures: measures) {
          try write(format.rows.row(rows.columns, row))
        }
      }
    }
  } else {
    try store.forEachTrial { trial in
      let values = experiment.cell(trial.cell).values
      for row in rows.rows(values, seed: trial.seed, trial.result, of: trial.configuration) {
        try write(format.rows.row(rows.columns, row))
      }
    }
  }
}
