import ArgumentParser

/// `groksweep why`: the history of a trial, or of the trials of a cell.
struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Tells what happened to a trial, or to the trials of a cell, and who trained it.",
    discussion: """
      A cell is given by conditions such as train_fraction=0.4,optimizer.weight_decay=1, or by its \
      row in the table, counted from 1; with seed=3 among them, one of its trials. Times are in UTC.
      """ + CommandExamples.why)

  @Argument(help: ArgumentHelp("The directory of the results.", valueName: "dir"))
  var directory: String

  @Argument(
    help: ArgumentHelp(
      "The cell, and perhaps the seed: 2, or train_fraction=0.4,seed=3.", valueName: "cell"))
  var selection: String

  func validate() throws { try TrialSelection.check(selection) }

  func run() throws {
    try exitingCleanly {
      guard let selection = TrialSelection(selection) else { return }
      let report = WhyReport(try ResultStore.openForReading(directory))
      try writeToStandardOutput(report.text(selection))
    }
  }
}
