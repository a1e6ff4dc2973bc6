import Engine
import GRDB

extension ResultStore {
  /// The trials of the grid that were last heard of at work, and have no result.
  ///
  /// Those of a run that was killed are among them.
  func trialsInTraining() throws(StoreError) -> [TrialInTraining] {
    let seeds = Set(experiment.seeds)
    let rows: [(cell: String, TrialInTraining)] = try reading { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT configuration, seed, at, step FROM (
            SELECT cell, seed, event, at, step, max(id) FROM history GROUP BY cell, seed) last
          JOIN cells c ON c.id = last.cell
          WHERE event IN ('assigned', 'resumed')
            AND NOT EXISTS (SELECT 1 FROM trials t WHERE t.cell = last.cell AND t.seed = last.seed)
          ORDER BY last.cell, seed
          """
      ).map { row in
        (
          row["configuration"],
          TrialInTraining(cell: 0, seed: row["seed"], since: row["at"], step: row["step"])
        )
      }
    }
    guard !rows.isEmpty else { return [] }
    let positions = Dictionary(
      cells.enumerated().map { ($1.identity, $0) }
    ) { first, _ in first }
    return rows.compactMap { identity, trial in
      guard let cell = positions[identity], seeds.contains(trial.seed) else { return nil }
      var trial = trial
      trial.cell = cell
      return trial
    }
  }
}
