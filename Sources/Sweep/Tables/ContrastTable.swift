import Engine
import Statistics

/// The hypotheses that an experiment declares, with what its trials say of each.
struct ContrastTable: Sendable {
  /// What the cells are named by.
  let sweep: SweepSummary
  /// A result for each hypothesis, in the order of the file.
  let results: [ContrastResult]

  /// Judges the hypotheses of a sweep.
  init(_ sweep: SweepSummary) {
    self.sweep = sweep
    results = ContrastResult.all(sweep)
  }

  /// The table in a format, with a newline at its end.
  func rendered(as format: TableFormat, _ layout: TextLayout = TextLayout()) -> String {
    values.rendered(as: format, layout)
  }

  /// The table as values.
  var values: DatumTable { DatumTable(columns: columns, rows: rows, notes: notes) }

  private var columns: [String] {
    ["hypothesis", "response", "effect", "low", "high", "p", "p_corrected", "trials", "censored"]
      + ["left_out"]
  }

  private var rows: [[Datum]] {
    zip(results, ContrastResult.corrected(results)).map { result, corrected in
      [
        .text(statement(result.contrast)), .text(result.contrast.response.rawValue),
        Datum(result.effect), Datum(result.interval?.low), Datum(result.interval?.high),
        Datum(result.pValue), Datum(corrected), .integer(result.count),
        .integer(result.censored), .text(omissionText(result.omitted)),
      ]
    }
  }

  /// A hypothesis in words.
  private func statement(_ contrast: Contrast) -> String {
    switch contrast.claim {
    case .difference(let first, let second):
      // What the two cells share goes without saying.
      let (left, right) = (sweep.cells[first].values, sweep.cells[second].values)
      let differing = sweep.fields.indices.filter { left[$0] != right[$0] }
      func name(_ values: [ConfigurationNode]) -> String {
        cellName(
          differing.map { sweep.fields[$0] }, differing.map { values[$0] }, separator: "; ")
      }
      return "\(name(left)) / \(name(right))"
    case .exponent(let field, let value): return "exponent of \(field) = \(shortNumber(value))"
    }
  }

  private var notes: String {
    """
    Hypotheses declared in the experiment file; whatever else is printed is exploratory. effect: \
    ratio of times, first cell over second, or the exponent, of a log-normal model with censored \
    trials, in which cells miss a power law; low, high: its 95 % t interval. p: log-rank test of the \
    same trials, or Student's t against the declared exponent; p_corrected: Holm 1979, over the \(results.count) hypotheses.

    """
  }
}
