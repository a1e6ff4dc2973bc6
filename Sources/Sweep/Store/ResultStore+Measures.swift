import Engine
import GRDB

extension ResultStore {
  /// Goes through what was measured of the stored trials of one cell of the grid, by seed as in the
  /// file: of each by those of the experiment's measures that were taken of it.
  func forEachMeasured(
    ofCell index: Int, _ body: (_ seed: Int, _ measures: [MeasureSeries]) throws -> Void
  ) throws {
    let measures = experiment.measures.map { request in
      (request: request, columns: experiment.columns(of: request, ofCell: index))
    }
    guard let (_, trials) = try rows(ofCell: index) else { return }
    // A trial may have hundreds of thousands of numbers.
    let atOnce = 8
    for start in stride(from: 0, to: trials.count, by: atOnce) {
      let some = trials[start..<min(start + atOnce, trials.count)]
      let series = try reading { db in try MeasureReader.series(of: some, measures, in: db) }
      for (trial, series) in zip(some, series) { try body(trial.seed, series) }
    }
  }
}
