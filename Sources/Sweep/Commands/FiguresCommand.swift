import ArgumentParser
import Figures
import Foundation

/// `groksweep figures`: the field's figures.
struct FiguresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figures",
    abstract: "Writes the field's figures as SVG, each with its data and a script for matplotlib.",
    discussion: """
      NAME.svg is for screens and print, NAME.csv has all of its data, and NAME.py makes a PDF of \
      them that is 8.4 cm wide. A figure that these trials cannot have is left out with a line that \
      says why. Figures: \(FieldFigures.names.joined(separator: ", ")).
      """)

  @OptionGroup var source: SourceOptions

  @Option(help: ArgumentHelp("The folder to write to; it is made if need be.", valueName: "folder"))
  var out: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Write this figure only; may be repeated.", valueName: "name"))
  var only: [String] = []

  @Option(
    help: ArgumentHelp(
      "Show this measure along training: a kind, such as ildr, or a column, such as "
        + "ranks.stable_rank.hidden.weight (default: the first column of each).", valueName: "name")
  )
  var measure: String?

  @Flag(help: "Print what each figure shows, and why others are left out; write nothing.")
  var list = false

  @OptionGroup var thresholds: ThresholdOptions

  func validate() throws {
    try thresholds.checkUse(with: source)
    for name in only where !FieldFigures.names.contains(name) {
      throw ValidationError(
        "--only is '\(name)'; allowed: \(FieldFigures.names.joined(separator: ", "))")
    }
    if measure != nil, source.csv != nil { throw ValidationError("--csv has no measures") }
    if out == nil, !list { throw ValidationError("--out is needed, or --list") }
  }

  func run() throws {
    try exitingCleanly {
      let figures = try figures()
      if list {
        try writeToStandardOutput(figures.listing)
      } else if let out {
        try FigureFiles.write(figures.all, to: out)
        try writeToStandardOutput(figures.report(of: out))
      }
    }
  }

  /// The figures that are asked for.
  func figures() throws -> FieldFigures {
    FieldFigures(try figureSource(), only: only.isEmpty ? FieldFigures.names : only)
  }

  private func figureSource() throws -> FigureSource {
    let sweep = try source.sweep(thresholds.overrides)
    guard sweep.stored > 0 else { throw NoTrials(source: source.directory ?? source.csv ?? "") }
    guard let directory = source.directory else { return FigureSource(sweep) }
    let store = try ResultStore.openForReading(directory)
    let measured = store.experiment.measuredColumns
    let columns = try measure.map { try measured.named($0) } ?? measured.forFigures
    return FigureSource(sweep, sample: try TrialSample(store, sweep, columns: columns))
  }
}
