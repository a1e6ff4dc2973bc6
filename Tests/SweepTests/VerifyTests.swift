import ArgumentParser
import Engine
import Foundation
import GRDB
import Testing

@testable import Sweep

/// A store of trials that were really trained, and then changed.
private func makeTrainedStore(
  _ directory: String, seeds: Int = 3, change: (inout TrialRecord) -> Void = { _ in }
) throws -> ResultStore {
  let experiment = try experiment(grid: "steps: [20, 30]", seeds: "\(seeds)")
  let store = try ResultStore.openForWriting(directory, experiment: experiment)
  let records = try store.missingTrials().configurations.map { configuration in
    var execution = try training(tables: [:])(configuration, nil)
    var record = TrialRecord(
      configuration: configuration, result: try execution.finish(),
      attempt: Attempt(
        number: 1, rank: 0, provenance: node7, startedAt: 1_750_000_000, wallSeconds: 1))
    change(&record)
    return record
  }
  #expect(try store.append(records) == [])
  return store
}

@Suite("Verifying stored trials")
struct VerifyTests {
  @Test("finds every bit again")
  func identical() throws {
    try withDirectory { directory in
      _ = try makeTrainedStore(directory)
      try VerifyCommand.parse([directory, "--fraction", "1"]).run()
    }
  }

  @Test("names the first difference and what is different here, with exit code 65")
  func different() throws {
    try withDirectory { directory in
      let store = try makeTrainedStore(directory) { record in
        guard record.configuration.steps == 30, record.configuration.seed.trial == 2 else { return }
        record.result.trajectory.indices.filter { record.result.trajectory[$0].step == 10 }
          .forEach { record.result.trajectory[$0].testLoss = 0.5 }
      }
      let verification = try Verification(of: store, fraction: 1, seed: 0)
      let lines = try verification.run()
      #expect(verification.trials.count == 6)
      let line = try #require(lines.count == 1 ? lines[0] : nil)
      #expect(
        line.hasPrefix(
          "trial steps 30, seed 2 stored and here: at step 10, test_loss is 0.5 and "), "\(line)")
      #expect(line.contains("; its BLAS kernel was Abacus, here it is \(BLAS.kernel)"))
      let error = #expect(throws: ExitCode.self) {
        try VerifyCommand.parse([directory, "--fraction", "1"]).run()
      }
      #expect(error?.rawValue == 65)
    }
  }

  @Test("does not compare a trial that went on under another BLAS kernel, and says so")
  func hybrid() throws {
    try withDirectory { directory in
      let experiment = try experiment(grid: "steps: [20, 30]", seeds: "1")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      let records = try store.missingTrials().configurations.map { configuration in
        var execution = try training(tables: [:])(configuration, nil)
        var result = try execution.finish()
        if configuration.steps == 30 {
          result.kernels = [KernelUse("Abacus", since: 0), KernelUse("Quipu", since: 12)]
          result.trajectory[1].testLoss += 1
        }
        return TrialRecord(
          configuration: configuration, result: result,
          attempt: Attempt(
            number: 1, rank: 0, provenance: node7, startedAt: 1_750_000_000, wallSeconds: 1))
      }
      #expect(try store.append(records) == [])
      let verification = try Verification(of: store, fraction: 1, seed: 0)
      #expect(try verification.run() == [])
      #expect(verification.trials.count == 1)
      #expect(
        verification.hybrids == [
          "trial steps 30, seed 0 is not compared: it was trained on the BLAS kernels Abacus from "
            + "step 0, Quipu from step 12"
        ])
    }
  }

  @Test("chooses at least one trial, and the same ones for the same seed")
  func choice() throws {
    try withDirectory { directory in
      let experiment = try experiment(grid: "train_fraction: [0.4, 0.5]", seeds: "50")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      #expect(try Verification(of: store, fraction: 1, seed: 0).trials.isEmpty)
      _ = try store.append(records(experiment))
      func chosen(_ fraction: Double, seed: Int = 0) throws -> [[Int]] {
        try Verification(of: store, fraction: fraction, seed: seed).trials.map {
          [$0.cell, $0.seed]
        }
      }
      #expect(try chosen(0.0001).count == 1)
      #expect(try chosen(0.1).count == 10)
      #expect(try chosen(0.1) == chosen(0.1))
      #expect(try chosen(0.1) != chosen(0.1, seed: 1))
      #expect(Set(try chosen(1)).count == 100)
    }
  }

  @Test("shares out of range are refused", arguments: ["0", "1.5", "nan", "-1"])
  func refused(fraction: String) throws {
    let error = #expect(throws: (any Error).self) {
      try Groksweep.parseAsRoot(["verify", "somewhere", "--fraction=\(fraction)"])
    }
    #expect(Groksweep.exitCode(for: try #require(error)).rawValue == 64)
  }
}
