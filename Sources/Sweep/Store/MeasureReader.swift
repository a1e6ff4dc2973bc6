import Engine
import GRDB

/// Reads what was measured along trials of one cell, within one transaction and in one pass.
struct MeasureReader {
  /// A measure with the columns that the cell's trials have, in the order in which they are sealed.
  private struct Wanted {
    let request: MeasureRequest
    let columns: [MeasureColumn]
    let measure: Int
    let keys: [Int]
  }

  private let wanted: [Wanted]
  private var seals: RowsByTrial
  private var numbers: RowsByTrial

  /// Looks up the keys of measures.
  private init(
    _ measures: [(request: MeasureRequest, columns: [MeasureColumn])], in db: Database
  ) throws {
    wanted = try measures.compactMap { request, columns in
      guard let measure = try MeasureRow.key(of: request, in: db) else { return nil }
      let keys = try columns.map { column in
        try Int.fetchOne(
          db, sql: "SELECT id FROM measure_columns WHERE measure = ? AND name = ?",
          arguments: [measure, column.name]) ?? -1
      }
      return Wanted(request: request, columns: columns, measure: measure, keys: keys)
    }
    seals = RowsByTrial(
      try StoreStatement(
        """
        SELECT trial, measure, checksum FROM measured
        WHERE trial >= ? AND checksum IS NOT NULL ORDER BY trial, measure
        """, in: db))
    numbers = RowsByTrial(
      try StoreStatement(
        """
        SELECT trial, column, step, value FROM measurements
        WHERE trial >= ? ORDER BY trial, column, step
        """, in: db))
  }

  /// What was measured of trials, for each by those measures that were taken of it.
  ///
  /// - Parameters:
  ///   - trials: trials of one cell.
  ///   - measures: what is asked for, each with the columns that it has in that cell.
  ///   - db: the store.
  /// - Returns: the measures of each trial.
  /// - Throws: if that is not what was stored.
  static func series(
    of trials: some Sequence<TrialRow>,
    _ measures: [(request: MeasureRequest, columns: [MeasureColumn])], in db: Database
  ) throws -> [[MeasureSeries]] {
    var reader = try MeasureReader(measures, in: db)
    // A statement that has not come to its end keeps writers away.
    defer {
      reader.seals.close()
      reader.numbers.close()
    }
    return try trials.map { try reader.series(of: $0.id) }
  }

  private mutating func series(of trial: Int) throws -> [MeasureSeries] {
    var checksums: [Int: Int] = [:]
    try seals.forEach(of: trial) { checksums[$0.integer(1)] = $0.integer(2) }
    guard !checksums.isEmpty else { return [] }
    var steps: [Int: [Int]] = [:]
    var values: [Int: [Double]] = [:]
    try numbers.forEach(of: trial) { row in
      steps[row.integer(1), default: []].append(row.integer(2))
      values[row.integer(1), default: []].append(row.number(3))
    }
    return try wanted.compactMap { wanted in
      guard let checksum = checksums[wanted.measure] else { return nil }
      var series = MeasureSeries(
        kind: wanted.request.kind, request: wanted.request.identity,
        version: wanted.request.version, columns: wanted.columns)
      let own = wanted.keys.first.flatMap { steps[$0] } ?? []
      guard wanted.keys.allSatisfy({ steps[$0] ?? [] == own }) else { throw damaged(trial) }
      let columns = wanted.keys.map { values[$0] ?? [] }
      for (index, step) in own.enumerated() { series.append(columns.map { $0[index] }, at: step) }
      guard Seal(series).value == checksum else { throw damaged(trial) }
      return series
    }
  }

  private func damaged(_ trial: Int) -> DatabaseError {
    .damaged("measures of trial \(trial) are not as they were stored", of: trial)
  }
}
