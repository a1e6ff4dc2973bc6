import Engine
import Statistics

/// The table of a sweep: a row for each cell, in the order of the grid.
struct Table: Sendable {
  /// What the rows are taken from.
  let sweep: SweepSummary
  /// The cells, aggregated.
  let rows: [CellSummary]

  /// Aggregates a sweep.
  init(_ sweep: SweepSummary) {
    self.sweep = sweep
    rows = sweep.cellSummaries
  }

  /// The whole table in a format, with a newline at its end; only text has a layout, and leaves the
  /// second table out.
  func rendered(
    as format: TableFormat, _ layout: TextLayout = TextLayout(), survival: Bool = false
  ) -> String {
    switch format {
    case .text: text(layout, survival: survival)
    case .csv: csv
    case .json: json
    case .markdown: markdown
    case .latex: latex
    }
  }
}

// MARK: - For programs

extension Table {
  /// The columns of ``csv``.
  var columns: [String] {
    sweep.fields + [
      "trials", "memorized", "generalized", "censored", "diverged", "memorization_step_median",
      "generalization_step_median", "delay_median", "compression_factor_mean", "abandoned",
    ]
  }

  /// The table as RFC 4180 with a header.
  var csv: String {
    zip(rows, sweep.abandoned).reduce(into: RowFormat.csv.header(columns)) { text, row in
      text += RowFormat.csv.row(columns, values(row.0, abandoned: row.1))
    }
  }

  private func values(_ row: CellSummary, abandoned: Int) -> [Datum] {
    row.cell.values.map(Datum.value) + [
      .integer(row.trials), .integer(row.memorized), .integer(row.generalized),
      .integer(row.censored), .integer(row.diverged), Datum(steps: row.memorizationStep.number),
      Datum(steps: row.generalizationStep.number), Datum(steps: row.delay.number),
      Datum(row.compressionFactor.mean), .integer(abandoned),
    ]
  }

  /// The table as a JSON array of objects.
  ///
  /// They have the columns of ``csv``, the budget, and the intervals: `null` if there is none, else
  /// a list of two ends, of which one that falls on a censored trial is `null`.
  var json: String {
    let objects = zip(rows, sweep.abandoned).map { row, abandoned in
      jsonObject(
        zip(columns, values(row, abandoned: abandoned)) + [
          ("budget", Datum(row.cell.budget)),
          ("generalized_without_memorization", .integer(row.unmemorized)),
          ("memorization_step_interval", row.memorizationStep.ends),
          ("generalization_step_interval", row.generalizationStep.ends),
          ("delay_interval", row.delay.ends),
          ("compression_factor_trials", .integer(row.compressionFactor.count)),
          ("compression_factor_interval", Datum(row.compressionFactor.interval)),
        ] + row.survival.entries)
    }
    return jsonArray(objects)
  }
}

extension CensoredMedian {
  /// The median, if it is a number.
  fileprivate var number: Double? { median?.number }

  fileprivate var ends: Datum {
    Datum(interval)
  }
}

extension CellSurvival {
  /// What JSON has beyond ``Table/csv``.
  fileprivate var entries: [(String, Datum)] {
    [
      ("generalized_share", Datum(generalized.value)),
      ("generalized_share_interval", Datum(generalized.interval)),
    ] + generalizationStep.entries("generalization_step") + delay.entries("delay") + [
      ("stability", .text(stability.rawValue)), ("unstable", .value(stability.isUnstable)),
      ("relapses", Datum(relapses)), ("generalization_step_resolution", Datum(resolution)),
      ("decay_rate_over_eta_lambda_mean", Datum(relativeDecay.mean)),
      ("decay_rate_over_eta_lambda_interval", Datum(relativeDecay.interval)),
    ]
  }
}

extension ResponseSurvival {
  fileprivate func entries(_ name: String) -> [(String, Datum)] {
    [
      (name + "_kaplan_meier_median", Datum(steps: median?.number)),
      (name + "_kaplan_meier_interval", Datum(curve.interval(0.5))),
      (name + "_quartiles", .list([0.25, 0.75].map { Datum(steps: curve.quantile($0)?.number) })),
      (name + "_lower_quartile_interval", Datum(curve.interval(0.25))),
      (name + "_upper_quartile_interval", Datum(curve.interval(0.75))),
      (name + "_restricted_mean", Datum(restrictedMean?.mean)),
      (name + "_restricted_mean_interval", Datum(restrictedMean?.interval)),
      (name + "_restricted_until", Datum(steps: restrictedMean?.limit)),
    ]
  }
}
