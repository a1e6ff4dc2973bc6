import Engine
import Foundation

@testable import Sweep

/// Runs a test in a directory of its own; `after` runs once all that `body` opened is closed.
func withDirectory(
  _ body: (String) throws -> Void, after: (String) throws -> Void = { _ in }
) throws {
  let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("groksweep-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: url) }
  try body(url.path)
  try after(url.path)
}

/// The names of tensors, among them one that only a careful reader gets right.
let tensors = ["embedding", "weights \"1\",{}"]

/// A result with `count` evaluations whose numbers depend on the seed alone.
func result(
  seed: UInt64, evaluations count: Int = 3, ending: Ending = .budget
) -> TrialResult {
  var generator = SplitMix(state: seed)
  // Any pattern of bits, so that every digit counts; what is no number becomes NaN.
  func number() -> Double { Double(bitPattern: generator.next()) }
  let trajectory = (0..<count).map { index in
    Evaluation(
      step: index * 10, trainLoss: number(), trainAccuracy: number(), testLoss: number(),
      testAccuracy: number(), tensorNorm2: [number(), number()],
      pruning: index == count - 1
        ? PruningCurve(accuracies: (0..<41).map { _ in number() }) : nil)
  }
  return TrialResult(tensors: tensors, trajectory: trajectory, ending: ending)
}

/// A record of a trial, as the coordinator would hand it over.
func record(
  _ experiment: Experiment, cell: Int, seed: Int, _ result: TrialResult? = nil, attempt: Int = 1
) -> TrialRecord {
  TrialRecord(
    configuration: experiment.trial(cell: cell, seed: seed),
    result: result ?? ownResult(cell: cell, seed: seed),
    attempt: Attempt(
      number: attempt, rank: 3, provenance: node7, startedAt: 1_750_000_000.125, wallSeconds: 0.1))
}

/// What the records' rank ran on.
let node7 = Provenance(
  host: "node7", processor: "a \"fast\" one", cores: "0-3", blas: "OpenBLAS 0.3",
  blasKernel: "Abacus",
  mpi: "MPI 4", compiler: "Swift", commit: "abc")

private func ownResult(cell: Int, seed: Int) -> TrialResult {
  result(seed: UInt64(cell * 1000 + seed))
}

/// Records of every trial of an experiment.
func records(_ experiment: Experiment) -> [TrialRecord] {
  (0..<experiment.cellCount).flatMap { cell in
    experiment.seeds.map { record(experiment, cell: cell, seed: $0) }
  }
}

/// Every number of a result by its bits, with one pattern for all that is not finite.
func bits(_ result: TrialResult) -> [UInt64] {
  result.trajectory.flatMap { evaluation in
    [
      [Double(evaluation.step), evaluation.trainLoss, evaluation.trainAccuracy],
      [evaluation.testLoss, evaluation.testAccuracy], evaluation.tensorNorm2,
      evaluation.pruning?.accuracies ?? [],
    ].flatMap { $0 }.map { ($0.isFinite ? $0 : .nan).bitPattern }
  }
}

private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}

/// Trains what a store lacks, with the measures of its experiment.
func trainedRecords(_ store: ResultStore) throws -> [TrialRecord] {
  let training = training(tables: [:], measures: store.experiment.measures)
  return try store.missingTrials().configurations.map { configuration in
    var execution = try training(configuration, nil)
    return TrialRecord(
      configuration: configuration, result: try execution.finish(),
      attempt: Attempt(number: 1, rank: 0, provenance: node7, startedAt: 1, wallSeconds: 1))
  }
}
