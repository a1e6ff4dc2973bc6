/// What one measure said along a trial.
public struct MeasureSeries: Hashable, Sendable {
  /// The measure, its constants and its grid, as canonical JSON.
  public var request: String
  /// The version of the measure's definition.
  public var version: Int
  /// What was measured.
  public var columns: [MeasureColumn]
  /// The steps at which it was taken, ascending.
  public var steps: [Int] = []
  /// The numbers of each step, one for each column; NaN where undefined.
  public var values: [[Double]] = []

  /// Adds the numbers of a step.
  mutating func append(_ numbers: [Double], at step: Int) {
    precondition(numbers.count == columns.count, "\(numbers.count) numbers of \(columns.count)")
    steps.append(step)
    values.append(numbers)
  }

  /// The series up to a step, exclusively.
  func before(_ step: Int) -> MeasureSeries {
    var series = self
    while let last = series.steps.last, last >= step {
      series.steps.removeLast()
      series.values.removeLast()
    }
    return series
  }
}

extension ByteWriter {
  /// Writes series: their number, then these.
  public mutating func write(_ series: [MeasureSeries]) {
    write(series.count)
    for series in series {
      write(series.request)
      write(series.version)
      write(series.columns.count)
      for column in series.columns {
        write(column.name)
        write(column.unit)
      }
      write(series.steps.count)
      for (step, values) in zip(series.steps, series.values) {
        write(step)
        for value in values { write(value) }
      }
    }
  }
}

extension ByteReader {
  /// Reads series.
  public mutating func readMeasureSeries() throws(ByteError) -> [MeasureSeries] {
    // Two texts or lists, a version and a count, of eight bytes each.
    try readList(try readCount("measures", ofAtLeast: 32)) { reader throws(ByteError) in
      let request = try reader.readText("measure")
      let version = try reader.readCount("version")
      let columns = try reader.readList(try reader.readCount("columns", ofAtLeast: 16)) {
        reader throws(ByteError) in
        MeasureColumn(try reader.readText("column"), unit: try reader.readText("unit"))
      }
      var series = MeasureSeries(request: request, version: version, columns: columns)
      for _ in 0..<(try reader.readCount("values", ofAtLeast: 8 * (columns.count + 1))) {
        let step = try reader.readCount("step")
        guard step > series.steps.last ?? -1 else { throw .value(field: "step") }
        var numbers: [Double] = []
        for _ in columns { numbers.append(try reader.readDouble()) }
        series.append(numbers, at: step)
      }
      return series
    }
  }
}
