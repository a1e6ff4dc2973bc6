import Engine
import Foundation
import GRDB
import Testing

@testable import Sweep

private let measures = """
  measures:
    - ildr
    - {kind: spectral-edge, updates: 3, at: {every: 10}}
    - {kind: ranks, at: {per_decade: 3}}
  """

/// A small experiment, with measures or without.
private func small(_ measures: String = "", seeds: Int = 2) throws -> Experiment {
  let source = experimentSource(grid: "steps: [20, 30]", seeds: "\(seeds)")
  return try Experiment(source: source + "\n" + measures, path: "small.yaml")
}

/// What was measured of one trial.
private func measured(_ store: ResultStore, cell: Int, seed: Int) throws -> [MeasureSeries] {
  var found: [MeasureSeries] = []
  try store.forEachMeasured(ofCell: cell) { if $0 == seed { found = $1 } }
  return found
}

/// Trains what is missing, changed before it is stored, and returns what the store says of it.
private func train(
  _ experiment: Experiment, in directory: String, change: (inout TrialRecord) -> Void = { _ in }
) throws -> (trained: Int, lines: [String]) {
  let store = try ResultStore.openForWriting(directory, experiment: experiment)
  var records = try trainedRecords(store)
  for index in records.indices { change(&records[index]) }
  return (records.count, try store.append(records))
}

private func rows(_ content: ExportContent, _ directory: String) throws -> [[Datum]] {
  let store = try ResultStore.openForReading(directory)
  let export = Export(
    content, fields: store.experiment.fields, thresholds: Thresholds(),
    tensors: try store.tensorNames())
  var rows: [[Datum]] = []
  try store.forEachTrial { trial in
    var result = trial.result
    result.measures = try measured(store, cell: trial.cell, seed: trial.seed)
    let values = store.experiment.cell(trial.cell).values
    rows += export.rows(values, seed: trial.seed, result, of: trial.configuration)
  }
  return rows
}

@Suite("Measures in a store")
struct MeasureStoreTests {
  @Test("change neither trials nor evaluations, and are written out with their steps")
  func passive() throws {
    try withDirectory { directory in
      let (plain, measured) = (directory + "/plain", directory + "/measured")
      #expect(try train(small(), in: plain).trained == 4)
      let lines = try train(small(measures), in: measured).lines
      #expect(lines.isEmpty)
      for content in [ExportContent.trials, .evaluations, .pruning] {
        let (one, other) = (try rows(content, plain), try rows(content, measured))
        #expect(one == other)
      }
      let values = try rows(.measures, measured)
      #expect(try rows(.measures, plain).isEmpty)
      // Axis, seed, step, measure, column, unit, value.
      let edges = values.filter { $0[0] == .value(.init(.integer(30))) && $0[1] == .integer(1) }
        .filter { $0[4] == .text("edge_gap") }
      #expect(edges.map { $0[2] } == [.integer(10), .integer(20), .integer(30)])
      #expect(edges.allSatisfy { $0[6].csv != "" })
      #expect(Set(values.map { $0[3] }) == [.text("ildr"), .text("spectral-edge"), .text("ranks")])
    }
  }

  @Test("are filled in by training finished trials again, once")
  func filledIn() throws {
    try withDirectory { directory in
      _ = try train(small(), in: directory)
      let before = try rows(.evaluations, directory)
      let (replayed, lines) = try train(small(measures), in: directory)
      #expect(replayed == 4)
      #expect(lines.isEmpty)
      let again = try train(small(measures), in: directory).trained
      #expect(again == 0)
      let after = try rows(.evaluations, directory)
      #expect(before == after)

      let fresh = directory + "/fresh"
      _ = try train(small(measures), in: fresh)
      let (filled, direct) = (try rows(.measures, directory), try rows(.measures, fresh))
      #expect(!filled.isEmpty)
      #expect(filled.map { $0.map(\.csv) } == direct.map { $0.map(\.csv) })
      // Another grid of steps is another request, and more seeds are more trials.
      let other = try train(small(measures.replacing("every: 10", with: "every: 5")), in: directory)
      #expect(other.trained == 4)
      let more = try train(small(measures, seeds: 3), in: directory).trained
      #expect(more == 2)
    }
  }

  @Test("are merged with their trials, and into those that have none yet")
  func merged() throws {
    try withDirectory { directory in
      let (whole, part, target) = (directory + "/whole", directory + "/part", directory + "/all")
      _ = try train(small(measures), in: whole)
      _ = try train(small(), in: part)
      let store = try ResultStore.openForWriting(target, experiment: small(measures))
      let shards = try [part, whole].map { try ResultStore.openForReading($0) }
      #expect(try store.merge(shards) == Merged(added: 4, equal: 4))
      #expect(try store.missingTrials().shares.isEmpty)
      let (all, direct) = (try rows(.measures, target), try rows(.measures, whole))
      #expect(!all.isEmpty)
      #expect(all.map { $0.map(\.csv) } == direct.map { $0.map(\.csv) })
    }
  }

  @Test("of a trial that comes out otherwise are left alone, and it is named once")
  func differing() throws {
    try withDirectory { directory in
      _ = try train(small(), in: directory)
      let (_, lines) = try train(small(measures), in: directory) { record in
        guard record.configuration.steps == 30, record.configuration.seed.trial == 1 else { return }
        record.result.trajectory[2].trainLoss += 1e-9
      }
      #expect(lines.count == 1)
      #expect(lines[0].hasPrefix("trial steps 30, seed 1 is not deterministic"))
      let store = try ResultStore.openForReading(directory)
      #expect(try measured(store, cell: 1, seed: 1).isEmpty)
      #expect(try measured(store, cell: 1, seed: 0).count == 3)
      #expect(try store.missingTrials().count == 0)
      #expect(try store.differing() == 1)
    }
  }

  @Test("that were changed are noticed, and go with their trial")
  func damaged() throws {
    try withDirectory { directory in
      _ = try train(small(measures), in: directory)
      let queue = try DatabaseQueue(path: directory + "/results.sqlite")
      try queue.write { db in
        try db.execute(sql: "UPDATE measurements SET value = 1 WHERE trial = 2 AND step = 20")
      }
      let store = try ResultStore.openForReading(directory)
      #expect(throws: StoreError.self) { try measured(store, cell: 0, seed: 1) }
      try queue.write { try $0.execute(sql: "DELETE FROM trials WHERE id = 2") }
      let left = try queue.read {
        try Int.fetchOne($0, sql: "SELECT count(*) FROM measurements WHERE trial = 2")
      }
      #expect(left == 0)
    }
  }

  @Test("are refused before training, with their line")
  func refused() {
    for (text, message) in [
      ("measures: [entropy]", ":10: measures[0].kind is entropy; allowed: decay, collapse"),
      ("measures: [{kind: ildr, size: 3}]", ":10: measures[0].size is not a known key"),
      ("measures: ildr", ":10: measures is ildr; expected a list of measures"),
      ("measures: [ildr, ildr]", ":10: the measure ildr is asked for twice with the same keys"),
      (
        "measures: [{kind: spectral-edge, updates: 50}]",
        ":10: measures[0] is spectral-edge, but it looks back over 50 steps, and a trial has 20"
      ),
      (
        "measures: [{kind: signal-to-noise, batches: 30}]",
        ":10: measures[0].batches is 30, but there are 25 training samples"
      ),
    ] {
      let error = #expect(throws: ExperimentError.self, "\(text)") { try small(text) }
      let line = error.map { "\($0)" } ?? ""
      #expect(line.hasPrefix("small.yaml" + message), "\(line)")
    }
    let parity = experimentSource().replacing(
      "{kind: modular, operation: add, modulus: 7}",
      with: "{kind: parity, relevant_bits: 2, noise_bits: 3, samples: 50}"
    ).replacing("two-hot", with: "dense")
    let error = #expect(throws: ExperimentError.self) {
      try Experiment(source: parity + "\nmeasures: [fourier]", path: "small.yaml")
    }
    #expect(
      error.map { "\($0)" }?.hasPrefix(
        "small.yaml:10: measures[0].kind is fourier, but it needs a modular task") == true)
  }
}
