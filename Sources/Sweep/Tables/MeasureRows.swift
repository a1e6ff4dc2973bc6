import Engine

/// What was measured along a trial as rows for other programs.
///
/// In the long form a row has one number: `step`, `measure`, `column`, `unit`, `value`. In the wide form
/// it has all numbers of a step, in a column each that is called `measure.column`; what was not measured
/// at a step, or not of this trial, is empty.
struct MeasureRows: Sendable {
  private let measured: MeasuredColumns
  private let isWide: Bool
  /// The measures' names by their requests.
  private let names: [String: String]
  /// The place of each column in a wide row.
  private let places: [String: [String: Int]]

  /// Takes the columns that the experiment's measures have.
  init(_ measured: MeasuredColumns, isWide: Bool) {
    self.measured = measured
    self.isWide = isWide
    var names: [String: String] = [:]
    var places: [String: [String: Int]] = [:]
    for (place, column) in measured.all.enumerated() {
      names[column.request] = column.measure
      places[column.request, default: [:]][column.column] = place
    }
    self.names = names
    self.places = places
  }

  /// The names of the columns.
  var columns: [String] {
    ["step"] + (isWide ? measured.all.map(\.name) : ["measure", "column", "unit", "value"])
  }

  /// The rows of one trial.
  func rows(_ series: [MeasureSeries]) -> [[Datum]] {
    isWide ? wide(series) : series.flatMap(long)
  }

  private func long(_ series: MeasureSeries) -> [[Datum]] {
    let name = Datum.text(names[series.request] ?? series.kind)
    return zip(series.steps, series.values).flatMap { step, values in
      zip(series.columns, values).map { column, value in
        [.integer(step), name, .text(column.name), .text(column.unit), .number(value)]
      }
    }
  }

  private func wide(_ series: [MeasureSeries]) -> [[Datum]] {
    var rows: [Int: [Datum]] = [:]
    for series in series {
      let places = series.columns.map { self.places[series.request]?[$0.name] }
      for (step, values) in zip(series.steps, series.values) {
        var row = rows[step] ?? Array(repeating: .empty, count: measured.all.count)
        for (place, value) in zip(places, values) {
          if let place { row[place] = .number(value) }
        }
        rows[step] = row
      }
    }
    return rows.sorted { $0.key < $1.key }.map { [.integer($0.key)] + $0.value }
  }
}
