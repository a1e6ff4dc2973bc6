import ArgumentParser
import Engine

/// `groksweep clocks`: how long the training loss takes to fall, and the rank of the weights.
struct ClocksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clocks",
    abstract: "Times how the training loss falls, and how the weights' stable rank does.",
    discussion: """
      The clocks of Tan, Gai & Zhang 2026. Stable ranks are there if the experiment file has ranks \
      among its measures; added to a finished sweep, they are filled in.
      """ + CommandExamples.clocks)

  @Argument(help: ArgumentHelp("The directory of the results.", valueName: "dir"))
  var directory: String

  @Option(help: "How to print.")
  var format = TableFormat.text

  @OptionGroup var selection: ConditionOptions

  func run() throws {
    try exitingCleanly {
      let store = try ResultStore.openForReading(directory)
      let sweep = try selection.selecting(SweepSummary(store))
      let ranks = store.experiment.measuredColumns.all.filter {
        $0.column.hasPrefix("stable_rank.")
      }
      let table = try ClockTable(
        sweep, ranks: ranks,
        losses: { cell, body in
          try store.forEachTrial(ofCell: cell) { trial in
            let trajectory = trial.result.trajectory
            try body(
              trial.seed,
              MeasureTrack(steps: trajectory.map(\.step), values: trajectory.map(\.trainLoss)))
          }
        }, measures: store.forEachMeasured)
      try writeToStandardOutput(table.rendered(as: format))
    }
  }
}
