import ArgumentParser
import Engine
import GRDB
import Testing

@testable import Sweep

/// A grid whose cells have other tensors, and measures, of which one is asked for twice.
private func experiment(isMeasured: Bool = true) throws -> Experiment {
  let source = experimentSource(grid: "model.depth: [2, 3]", seeds: "2")
    .replacing("steps: 1000", with: "steps: 40")
  let measures = """

    measures:
      - ranks
      - {kind: spectral-edge, updates: 3, at: {every: 10}}
      - {kind: spectral-edge, updates: 4, at: {every: 5}}
    """
  return try Experiment(source: source + (isMeasured ? measures : ""), path: "wide.yaml")
}

/// Trains the experiment, and opens what it stored.
private func trained(_ directory: String) throws -> ResultStore {
  let store = try ResultStore.openForWriting(directory, experiment: experiment())
  #expect(try store.append(trainedRecords(store)).isEmpty)
  return store
}

private func rows(_ store: ResultStore, isWide: Bool) throws -> (columns: [String], [[Datum]]) {
  let export = Export(
    .measures, fields: store.experiment.fields, thresholds: Thresholds(),
    measures: MeasureRows(store.experiment.measuredColumns, isWide: isWide))
  var rows: [[Datum]] = []
  for cell in 0..<store.experiment.cellCount {
    let values = store.experiment.cell(cell).values
    try store.forEachMeasured(ofCell: cell) { seed, measures in
      rows += export.rows(values, seed: seed, measures: measures)
    }
  }
  return (export.columns, rows)
}

@Suite("Measures in columns")
struct WideMeasuresTests {
  @Test("have the numbers of the long form, a row a step, those of other cells' tensors empty")
  func sameNumbers() throws {
    try withDirectory { directory in
      let store = try trained(directory)
      let (columns, wide) = try rows(store, isWide: true)
      let (_, long) = try rows(store, isWide: false)
      #expect(columns[..<3] == ["model.depth", "seed", "step"])
      #expect(columns.contains("spectral-edge.edge_gap"))
      #expect(columns.contains("spectral-edge#2.edge_gap"))
      let steps = wide.map { $0[..<3].map(\.csv).joined(separator: " ") }
      #expect(Set(steps).count == steps.count)
      var numbers = 0
      for row in wide {
        for (column, datum) in zip(columns, row).dropFirst(3) where datum != .empty {
          numbers += 1
          let one = long.filter {
            $0[..<3] == row[..<3] && "\($0[3].csv).\($0[4].csv)" == column
          }
          #expect(one.count == 1 && one.first?.last?.csv == datum.csv, "\(column)")
        }
      }
      #expect(numbers == long.count && numbers > 0)
      let deep = try #require(columns.firstIndex { $0.hasSuffix("stable_rank.hidden3.weight") })
      #expect(wide.filter { $0[0].csv == "2" }.allSatisfy { $0[deep] == .empty })
      #expect(wide.filter { $0[0].csv == "3" }.contains { $0[deep] != .empty })
    }
  }

  @Test("are a view of the store with the same rows")
  func view() throws {
    try withDirectory { directory in
      let store = try trained(directory)
      let (columns, wide) = try rows(store, isWide: true)
      let found = try store.reading { db in
        try Row.fetchAll(
          db, sql: "SELECT * FROM measures_wide ORDER BY \"model.depth\", seed, step"
        ).map { row in
          (
            Array(row.columnNames),
            row.databaseValues.map { Double.fromDatabaseValue($0).map { "\($0)" } ?? "" }
          )
        }
      }
      #expect(found.allSatisfy { $0.0 == columns })
      let expected = wide.map { $0.map { Double($0.csv).map { "\($0)" } ?? "" } }
      let isSame = found.map(\.1) == expected
      #expect(isSame)
    }
  }

  @Test("are no view where nothing is measured any more, and have no row then")
  func without() throws {
    try withDirectory { directory in
      _ = try trained(directory)
      let store = try ResultStore.openForWriting(
        directory, experiment: experiment(isMeasured: false))
      let views = try store.reading { db in
        try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'view'")
      }
      #expect(views == ["results"])
      #expect(try rows(store, isWide: true).1.isEmpty)
    }
  }

  @Test("are asked for with measures alone")
  func refused() throws {
    let error = #expect(throws: (any Error).self) {
      try Groksweep.parseAsRoot(["export", "somewhere", "--what", "trials", "--wide"])
    }
    #expect(Groksweep.exitCode(for: try #require(error)).rawValue == 64)
  }
}
