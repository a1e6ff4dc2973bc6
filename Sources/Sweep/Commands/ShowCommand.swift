import ArgumentParser
import Engine

/// `groksweep show`: a trial's curves, or the trials of a cell.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Draws a trial's curves, or the trials of a cell, in the terminal.",
    discussion: """
      A cell is given by conditions such as train_fraction=0.4,optimizer.weight_decay=1, or by its \
      row in the table, counted from 1; with seed=3 among them, one of its trials.
      """ + CommandExamples.show)

  @Argument(help: ArgumentHelp("The directory of the results.", valueName: "dir"))
  var directory: String

  @Argument(help: ArgumentHelp("The cell, and perhaps the seed.", valueName: "cell"))
  var selection: String

  @OptionGroup var thresholds: ThresholdOptions

  func validate() throws { try TrialSelection.check(selection) }

  func run() throws {
    try exitingCleanly {
      guard let selection = TrialSelection(selection) else { return }
      let store = try ResultStore.openForReading(directory)
      let layout = TextLayout.standardOutput
      let cells = try selection.cells(of: store.experiment)
      let summary = try SweepSummary(store, overrides: thresholds.overrides)
      let pictures = try cells.map { cell in
        try selection.seed.map {
          try Self.trial(cell, seed: $0, in: store, summary, layout)
        } ?? Self.cell(cell, in: store, summary, layout)
      }
      var text = pictures.joined(separator: "\n")
      if selection.seed == nil {
        text += Table(summary.keeping(cells)).text(layout)
      }
      try writeToStandardOutput(text)
    }
  }

  private static func trial(
    _ cell: Int, seed: Int, in store: ResultStore, _ sweep: SweepSummary, _ layout: TextLayout
  ) throws -> String {
    let name = "\(store.cellName(cell)), seed \(seed)"
    guard let trial = try store.trial(ofCell: cell, seed: seed) else {
      return layout.wrapped("\(name): not stored; `groksweep why` tells what it does")
    }
    return TrialPicture(
      trial, name: name, thresholds: sweep.thresholds, tolerance: sweep.tolerance, layout: layout
    ).text
  }

  private static func cell(
    _ cell: Int, in store: ResultStore, _ sweep: SweepSummary, _ layout: TextLayout
  ) throws -> String {
    var trials: [StoredTrial] = []
    try store.forEachTrial(ofCell: cell) { trials.append($0) }
    return CellPicture(
      trials, name: store.cellName(cell), thresholds: sweep.thresholds, tolerance: sweep.tolerance,
      layout: layout
    ).text
  }
}

extension ResultStore {
  /// A cell of the grid by its row in the table, and what sets it apart.
  fileprivate func cellName(_ cell: Int) -> String {
    let experiment = experiment
    let label = AxisColumns(
      experiment.fields, (0..<experiment.cellCount).map { experiment.cell($0).values }
    ).labels[cell]
    return "cell \(cell + 1)" + (label.isEmpty ? "" : " (\(label))")
  }
}
