import ArgumentParser
import Engine

/// `groksweep status DIR`: how far an experiment has come.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows how far an experiment has come, also while it runs.",
    discussion: """
      With --check the exit code tells too, for scripts: 0 if no trial is missing, 75 if any is, \
      and 69 if only abandoned ones are.
      """ + CommandExamples.status)

  @Argument(help: ArgumentHelp("The directory of the results.", valueName: "dir"))
  var directory: String

  @Flag(help: "Fail unless every trial is stored.")
  var check = false

  func run() throws {
    try exitingCleanly {
      let store = try ResultStore.openForReading(directory)
      try writeToStandardOutput(Self.report(on: store))
      guard check else { return }
      let outcome = try RunOutcome(store)
      if outcome.exitCode != 0 { throw ExitCode(outcome.exitCode) }
    }
  }

  /// The whole output.
  static func report(on store: ResultStore) throws(StoreError) -> String {
    let experiment = store.experiment
    let tally = try store.tally()

    var lines = ["experiment  \(experiment.name)"]
    if let question = experiment.question { lines.append("question    \(singleLine(question))") }
    lines.append(
      "trials      \(tally.stored) of "
        + (experiment.adaptiveSeeds == nil ? "" : "at most ") + "\(experiment.trialCount) stored"
        + (tally.outsideGrid > 0 ? ", and \(tally.outsideGrid) outside the grid" : ""))
    lines.append("writing     \(store.writer ?? "nobody")")
    lines.append("")

    let endings = Ending.allCases
    var rows = [experiment.fields + ["trials", "stored"] + endings.map(\.rawValue) + ["abandoned"]]
    for cell in tally.cells {
      rows.append(
        cell.cell.values.map { singleLine($0.summary) }
          + ["\(experiment.seeds.count)", "\(cell.stored)"]
          + endings.map { "\(cell.endings[$0] ?? 0)" } + ["\(cell.abandoned)"])
    }
    return lines.map { $0 + "\n" }.joined() + aligned(rows)
  }
}
