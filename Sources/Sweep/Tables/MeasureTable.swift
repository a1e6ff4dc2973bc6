import Engine
import Statistics

/// What was measured at a moment: a row for each cell and column.
struct MeasureTable: Sendable {
  private let sweep: SweepSummary
  private let moment: MeasureMoment
  /// The estimates of each cell, one for each column.
  private let cells: [[MeasureEstimate]]

  /// Reads the trials of a sweep.
  ///
  /// - Parameters:
  ///   - sweep: the trials' milestones.
  ///   - columns: what is asked for.
  ///   - moment: when.
  ///   - measures: goes through what was measured of the trials of a cell of the store's grid.
  /// - Throws: what `measures` throws.
  init(
    _ sweep: SweepSummary, _ columns: [MeasuredColumn], at moment: MeasureMoment,
    measures: (_ cell: Int, _ body: (_ seed: Int, [MeasureSeries]) throws -> Void) throws -> Void
  ) throws {
    self.sweep = sweep
    self.moment = moment
    cells = try sweep.trials.map { trials in
      var estimates = columns.map(MeasureEstimate.init)
      guard let first = trials.first else { return estimates }
      let milestones = Dictionary(uniqueKeysWithValues: trials.map { ($0.seed, $0.milestones) })
      try measures(first.cell) { seed, series in
        guard let trial = milestones[seed] else { return }
        for index in estimates.indices { estimates[index].add(series, of: trial, at: moment) }
      }
      return estimates
    }
  }

  /// The table in a format, with a newline at its end.
  func rendered(as format: TableFormat, _ layout: TextLayout = TextLayout()) -> String {
    DatumTable(columns: columns, rows: rows, notes: notes, axes: sweep.fields.count)
      .rendered(as: format, layout)
  }

  private var columns: [String] {
    sweep.fields + [
      "measure", "trials", "n", "median", "mean", "low", "high", "undefined", "left_out", "lag",
    ]
  }

  private var rows: [[Datum]] {
    zip(sweep.cells, cells).flatMap { cell, estimates in
      estimates.map { estimate in
        let mean = estimate.mean
        return cell.values.map(Datum.value) + [
          .text(estimate.column.name), .integer(estimate.trials), .integer(estimate.count),
          Datum(estimate.median), Datum(mean.mean), Datum(mean.interval?.low),
          Datum(mean.interval?.high), .integer(estimate.undefined),
          .text(
            Absence.allCases.compactMap { reason in
              estimate.absent[reason].map { "\($0) \(reason.words)" }
            }.joined(separator: ", ")),
          .integer(estimate.lag),
        ]
      }
    }
  }

  private var notes: String {
    """
    At \(moment.words) of each trial: at its last measured step that is not later; lag: by how many \
    steps it is earlier, at most. low, high: 95 % interval of the cell's mean, Student's t over its \
    trials; with few trials it holds only if they scatter like normal ones, so look at the median too. \
    undefined: trials whose number is undefined there; they are in no figure.
    \(sweep.milestoneNotes.map { $0 + "\n" }.joined())
    """
  }
}
