import Foundation
import Testing

@testable import Sweep

@Suite("Seeds where they matter, in a run")
struct SeedScheduleTests {
  /// Two cells of tiny networks; in one of them, chance alone decides when they pass the threshold.
  private static let experiment = """
    experiment: seeds
    base:
      task: {kind: modular, operation: add, modulus: 11}
      model: {kind: perceptron, input: two-hot, width: 16, activation: quadratic}
      optimizer: {kind: adamw, learning_rate: 1e-2, weight_decay: 1}
      train_fraction: 0.7
      steps: 300
    grid:
      optimizer.learning_rate: [1e-3, 3e-2]
    seeds: {min: 5, max: 24, until: {relative_interval: 0.1}}
    thresholds: {generalization: 0.2}
    """

  @Test(
    "cells grow until they are known, whatever the number of workers, and a finished run is done")
  func run() throws {
    let experiment = try Experiment(source: Self.experiment, path: "seeds.yaml")
    var stored: [[Int]] = []
    for workers in [1, 3] {
      try withDirectory { directory in
        let run = try SweepRun(experiment, options: RunOptions(store: directory))
        #expect(run.firstCount == 10)
        let outcome = try run.trainAlone(workers: workers)
        #expect(outcome.exitCode == 0)
        stored.append(try run.store.tally().cells.map(\.stored))
        let summary = try SweepSummary(run.store)
        #expect(summary.missing == 0)
        #expect(summary.expected == stored.last?.reduce(0, +))
        let again = try SeedSchedule(
          experiment, store: run.store, workload: try run.store.missingTrials())
        #expect(again?.released.allSatisfy { $0 == 0 } == true)
      }
    }
    #expect(stored[0] == stored[1])
    #expect(stored[0].allSatisfy { (6...24).contains($0) })
    #expect(stored[0][0] != stored[0][1], "\(stored[0])")
  }
}
