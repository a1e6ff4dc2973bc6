import ArgumentParser

/// `groksweep methods DIR`: a paragraph for a paper.
struct MethodsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "methods",
    abstract: "Prints a methods paragraph: thresholds, estimators, counts, censoring, hosts.",
    discussion: "Every figure in it comes from the store." + CommandExamples.methods)

  @Argument(help: ArgumentHelp("The directory of the results.", valueName: "dir"))
  var directory: String

  @OptionGroup var thresholds: ThresholdOptions

  func run() throws {
    try exitingCleanly {
      let store = try ResultStore.openForReading(directory)
      try writeToStandardOutput(Methods(store, overrides: thresholds.overrides).text)
    }
  }
}
