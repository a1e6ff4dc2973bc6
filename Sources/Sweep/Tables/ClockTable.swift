import Engine
import Statistics

/// The clocks of a sweep: a row for each cell and clock.
struct ClockTable: Sendable {
  private let sweep: SweepSummary
  /// For each cell, its clocks.
  private let cells: [[ClockEstimate]]
  private var diverged = 0

  /// Reads the clocks of all trials but those that diverged.
  ///
  /// - Parameters:
  ///   - sweep: the trials' milestones.
  ///   - ranks: the columns of stable ranks.
  ///   - losses: goes through the training losses of the trials of a cell of the store's grid.
  ///   - measures: the same for what was measured.
  /// - Throws: what these two throw.
  init(
    _ sweep: SweepSummary, ranks: [MeasuredColumn],
    losses: (_ cell: Int, _ body: (_ seed: Int, MeasureTrack) throws -> Void) throws -> Void,
    measures: (_ cell: Int, _ body: (_ seed: Int, [MeasureSeries]) throws -> Void) throws -> Void
  ) throws {
    self.sweep = sweep
    cells = try sweep.trials.map { trials in
      var estimates = ([.classification] + ranks.map(TrainingClock.representation))
        .map(ClockEstimate.init)
      let converged = Set(trials.filter { $0.milestones.outcome != .diverged }.map(\.seed))
      guard let cell = trials.first?.cell else { return estimates }
      try losses(cell) { if converged.contains($0) { estimates[0].add($1) } }
      guard !ranks.isEmpty else { return estimates }
      try measures(cell) { seed, series in
        guard converged.contains(seed) else { return }
        for (index, column) in ranks.enumerated() {
          if let track = MeasureTrack(column, in: series) { estimates[index + 1].add(track) }
        }
      }
      return estimates
    }
    diverged = sweep.trials.joined().count { $0.milestones.outcome == .diverged }
  }

  /// The table in a format, with a newline at its end.
  func rendered(as format: TableFormat, _ layout: TextLayout = TextLayout()) -> String {
    DatumTable(columns: columns, rows: rows, notes: notes, axes: sweep.fields.count).rendered(
      as: format, layout)
  }

  private var columns: [String] {
    sweep.fields + [
      "clock", "trials", "step_1", "step_2", "step_3", "step_4", "reached_4", "n", "slope", "low",
      "high",
    ]
  }

  private var rows: [[Datum]] {
    zip(sweep.cells, cells).flatMap { cell, estimates in
      estimates.filter { $0.trials > 0 }.map { estimate in
        let slope = estimate.slope
        return cell.values.map(Datum.value) + [
          .text(estimate.clock.name), .integer(estimate.trials),
        ]
          + (0..<4).map { Datum(estimate.median($0)) } + [
            .integer(estimate.reached(3)), .integer(estimate.slopeCount), Datum(slope.mean),
            Datum(slope.interval?.low), Datum(slope.interval?.high),
          ]
      }
    }
  }

  private var notes: String {
    """
    step_1 to step_4: median steps from which on train_loss is at most .1, .01, .001 and .0001, or a
    stable rank within 50, 20, 10 and 5 % of its last, \(TrainingClock.sustained) looks in a row; \
    empty where most trials did not get there
    after their first look. slope: of train_loss steps for each e-fold, of ranks the exponent 2θ − 1 of
    η (arXiv:2606.05863), of n trials with three levels or more; low, high: Student's t.
    \(diverged) diverged trials are left out.

    """
  }
}
