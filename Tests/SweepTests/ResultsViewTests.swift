import Engine
import GRDB
import Testing

@testable import Sweep

/// All rows of a query as texts.
private func read(_ sql: String, _ store: ResultStore) throws -> [[String]] {
  try store.database.read { db in
    try Row.fetchAll(db, sql: sql).map { row in
      row.databaseValues.map { "\($0)" }
    }
  }
}

@Suite("The view `results`")
struct ResultsViewTests {
  @Test("has a column for each axis, then those of an export, and NULL for what is not finite")
  func columns() throws {
    try withDirectory { directory in
      let experiment = try experiment(
        grid: "optimizer.weight_decay: [0.25], steps: [77], stop: [none]", seeds: "[4]")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      var result = result(seed: 9)
      result.trajectory[2].testLoss = .infinity
      _ = try store.append([record(experiment, cell: 0, seed: 4, result)])
      let row = try #require(
        try store.database.read { try Row.fetchOne($0, sql: "SELECT * FROM results") })
      #expect(
        Array(row.columnNames)
          == ["optimizer.weight_decay", "configuration.steps", "stop"] + TrialColumn.names)
      #expect(row["optimizer.weight_decay"] == 0.25)
      #expect(row["configuration.steps"] == 77)
      #expect(row["stop"] == nil)
      #expect(row["steps"] == 20)
      #expect(row["test_loss"] == nil)
    }
  }

  @Test("types an axis by all its values, and has those that are left out of the stored JSON")
  func types() throws {
    try withDirectory { directory in
      let experiment = try experiment(
        grid: """
          optimizer.weight_decay: [0, 0.5], label_noise: [0, 0.5], task.modulus: [7, 11],
          optimizer.decay_biases: [false], task.operation: [add], batch: [full]
          """, seeds: "1")
      _ = try ResultStore.openForWriting(directory, experiment: experiment)
        .append(records(experiment))
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      let axes = experiment.fields.map(\.quotedDatabaseIdentifier)
      #expect(
        try read(
          "SELECT DISTINCT " + axes.map { "typeof(\($0))" }.joined(separator: ", ")
            + " FROM results", store) == [
            ["real", "real", "integer", "integer", "text", "text"].map { "\"\($0)\"" }
          ])
      #expect(
        try read("SELECT DISTINCT label_noise FROM results ORDER BY 1", store) == [
          ["0.0"], ["0.5"],
        ])
    }
  }

  @Test("types an axis by cells of earlier grids too, which a whole number would cut off")
  func earlierGrids() throws {
    try withDirectory { directory in
      let fractions = try experiment(grid: "optimizer.weight_decay: [0.5]", seeds: "1")
      do {
        let store = try ResultStore.openForWriting(directory, experiment: fractions)
        _ = try store.append(records(fractions))
      }
      let whole = try experiment(grid: "optimizer.weight_decay: [1]", seeds: "1")
      let store = try ResultStore.openForWriting(directory, experiment: whole)
      _ = try store.append(records(whole))
      #expect(
        try read("SELECT \"optimizer.weight_decay\" FROM results ORDER BY 1", store) == [
          ["0.5"], ["1.0"],
        ])
    }
  }

  @Test("says who generalized, between which steps, and until when the others were watched")
  func bounds() throws {
    try withDirectory { directory in
      let experiment = try experiment(seeds: "5")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      let trials = [
        plantedTrial(memorizedAt: 10, generalizedAt: 40, steps: 50),
        plantedTrial(memorizedAt: 0, generalizedAt: nil, steps: 50),
        plantedTrial(memorizedAt: nil, generalizedAt: nil, steps: 30),
        plantedTrial(memorizedAt: 10, generalizedAt: 20, steps: 30, ending: .diverged),
        plantedTrial(memorizedAt: 0, generalizedAt: 0, steps: 30),
      ]
      _ = try store.append(
        trials.enumerated().map { record(experiment, cell: 0, seed: $0, $1) })
      let sql = """
        SELECT outcome, memorization_after, memorization_step, generalization_after,
          generalization_step, delay, event, time FROM results ORDER BY seed
        """
      #expect(
        try read(sql, store) == [
          ["\"generalized\"", "0", "10", "30", "40", "30", "1", "40"],
          ["\"memorized\"", "NULL", "0", "50", "NULL", "NULL", "0", "50"],
          ["\"untrained\"", "30", "NULL", "30", "NULL", "NULL", "0", "30"],
          ["\"diverged\"", "0", "10", "10", "20", "10", "NULL", "NULL"],
          ["\"generalized\"", "NULL", "0", "NULL", "0", "0", "1", "0"],
        ])
    }
  }

  @Test("has the milestones of the thresholds that the experiment has now")
  func thresholds() throws {
    try withDirectory { directory in
      func source(_ threshold: String) throws -> Experiment {
        try Experiment(
          source: experimentSource(seeds: "1")
            + "\nthresholds: {memorization: \(threshold), generalization: \(threshold)}",
          path: "small.yaml")
      }
      let low = try source("0.5")
      do {
        let store = try ResultStore.openForWriting(directory, experiment: low)
        let trial = plantedTrial(memorizedAt: 10, generalizedAt: 40, steps: 50)
        _ = try store.append([record(low, cell: 0, seed: 0, trial)])
        #expect(try read("SELECT generalization_step FROM results", store) == [["0"]])
      }
      let store = try ResultStore.openForWriting(directory, experiment: source("0.9"))
      #expect(try read("SELECT generalization_step FROM results", store) == [["40"]])
    }
  }

  @Test("has milestones of trials that had lost them, and none of trials that are damaged")
  func refresh() throws {
    try withDirectory { directory in
      let experiment = try experiment(seeds: "2")
      do {
        let store = try ResultStore.openForWriting(directory, experiment: experiment)
        let trial = plantedTrial(memorizedAt: 10, generalizedAt: 40, steps: 50)
        _ = try store.append(
          experiment.seeds.map { record(experiment, cell: 0, seed: $0, trial) })
        try store.writing { db in
          try db.execute(
            sql: """
              DELETE FROM milestones;
              UPDATE evaluations SET test_accuracy = 1 WHERE trial = 2 AND step = 0
              """)
        }
      }
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      #expect(
        try read("SELECT seed, event, generalization_step FROM results ORDER BY 1", store) == [
          ["0", "1", "40"], ["1", "NULL", "NULL"],
        ])
    }
  }
}
