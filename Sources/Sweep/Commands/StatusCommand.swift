import ArgumentParser
import Engine
import Foundation

/// `groksweep status DIR`: how far an experiment has come.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows how far an experiment has come, also while it runs.",
    discussion: """
      With --check the exit code tells too, for scripts: 0 if no trial is missing, 75 if any is, \
      and 69 if only abandoned ones are. --watch shows progress as `run` does, by what the store says, \
      until no trial is missing or Ctrl-C; the run takes no notice.
      """ + CommandExamples.status)

  @Argument(help: ArgumentHelp("The directory of the results.", valueName: "dir"))
  var directory: String

  @Flag(help: "Fail unless every trial is stored.")
  var check = false

  @Flag(help: "Show progress until no trial is missing.")
  var watch = false

  func validate() throws {
    if check, watch { throw ValidationError("--check and --watch exclude each other") }
  }

  func run() throws {
    try exitingCleanly {
      if watch { return try watchStore() }
      let store = try ResultStore.openForReading(directory)
      try writeToStandardOutput(Self.report(on: store, .standardOutput))
      guard check else { return }
      let outcome = try RunOutcome(store)
      if outcome.exitCode != 0 { throw ExitCode(outcome.exitCode) }
    }
  }

  private func watchStore() throws {
    let place = ProgressPlace(
      columns: Terminal.columns(of: STDOUT_FILENO),
      environment: ProcessInfo.processInfo.environment)
    let display = ProgressDisplay(place) { try? writeToStandardOutput($0) }
    var watch = StatusWatch(directory, clock: .system, display: display)
    try watch.run()
  }

  /// The whole output.
  static func report(
    on store: ResultStore, _ layout: TextLayout = TextLayout()
  ) throws -> String {
    let experiment = store.experiment
    let tally = try store.tally()

    var lines = ["experiment  \(experiment.name)"]
    func add(_ name: String, _ text: String) {
      let width = 12
      let parts = wrappedLines(text, width: max(1, layout.width - width))
      for (index, part) in parts.enumerated() {
        lines.append(
          (index == 0 ? name : "").padding(toLength: width, withPad: " ", startingAt: 0) + part)
      }
    }
    if let question = experiment.question { add("question", singleLine(question)) }
    lines.append(
      "trials      \(tally.stored) of "
        + (experiment.adaptiveSeeds == nil ? "" : "at most ") + "\(experiment.trialCount) stored"
        + (tally.outsideGrid > 0 ? ", and \(tally.outsideGrid) outside the grid" : ""))
    lines.append("writing     \(store.writer ?? "nobody")")
    for note in try store.notes() { add("remark", note.line) }
    lines.append("")

    let endings = Ending.allCases
    let counts = tally.cells.map { cell in
      ["\(experiment.seeds.count)", "\(cell.stored)"]
        + endings.map { "\(cell.endings[$0] ?? 0)" } + ["\(cell.abandoned)"]
    }
    let headings = ["trials", "stored"] + endings.map(\.rawValue) + ["abandoned"]
    let axes = AxisColumns(experiment.fields, tally.cells.map(\.cell.values))
    var table = TextTable(
      columns: axes.columns
        + headings.enumerated().map { column, heading in
          TextTable.Column(heading: heading, entries: counts.map { $0[column] })
        })
    // What has happened nowhere gives way first.
    while table.leastWidth > layout.width,
      let idle = table.columns.lastIndex(where: { $0.entries.allSatisfy { $0 == "0" } }),
      idle >= axes.headings.count
    {
      table.columns.remove(at: idle)
    }
    return lines.map { $0 + "\n" }.joined() + table.text(layout)
      + axes.notes.map(layout.remark).joined()
  }
}
