import ArgumentParser
import Foundation

/// `groksweep report`: a sweep as one page of HTML.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes a sweep as one HTML file, which needs no network and no script.",
    discussion: """
      The page has the question, the verdicts, how trials ended, the table, figures with their data, \
      hypotheses, cost, provenance and a methods paragraph. It comes from the store alone, also while \
      the sweep runs; the same store gives the same bytes.
      """ + CommandExamples.report)

  @OptionGroup var source: SourceOptions

  @Option(
    help: ArgumentHelp(
      "The file to write (default: report.html in the directory, or the name of the CSV file with "
        + ".html).", valueName: "file"))
  var out: String?

  @OptionGroup var thresholds: ThresholdOptions

  func validate() throws {
    try thresholds.checkUse(with: source)
    if !source.selection.conditions.isEmpty {
      throw ValidationError("a report is about all cells: --where belongs to table and fit")
    }
  }

  func run() throws {
    try exitingCleanly {
      let page = try report.html
      try TextFile.write(page, to: target)
      let size = significant(Double(page.utf8.count) / 1000, digits: 3)
      try writeToStandardOutput("\(target): \(size) kB\n")
    }
  }

  private var report: Report {
    get throws {
      if let csv = source.csv {
        return Report(try TrialsFile(reading: csv, budget: source.stepBudget))
      }
      return try Report(
        ResultStore.openForReading(source.directory ?? ""), overrides: thresholds.overrides)
    }
  }

  /// The file that is written.
  var target: String {
    if let out { return out }
    if let csv = source.csv {
      return (csv.hasSuffix(".csv") ? String(csv.dropLast(4)) : csv) + ".html"
    }
    return URL(filePath: source.directory ?? "").appending(path: "report.html")
      .path(percentEncoded: false)
  }
}
