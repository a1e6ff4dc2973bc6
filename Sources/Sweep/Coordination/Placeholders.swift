// PLACEHOLDERS for what is built elsewhere at the same time; this file is deleted when the
// experiment file, the store and the table are there.
import ArgumentParser
import Engine

struct ExperimentError: Error, CustomStringConvertible {
  let description: String
}

struct StoreError: Error, CustomStringConvertible {
  let description: String
}

struct Experiment: Sendable {
  let name: String
  let seeds: [Int]
  let cellCount: Int
  var trialCount: Int { cellCount * seeds.count }
  let thresholds: Thresholds

  init(contentsOf path: String) throws(ExperimentError) {
    throw ExperimentError(description: "\(path):1: experiment files cannot be read yet")
  }

  func trial(cell: Int, seed: Int) -> TrialConfiguration { TrialConfiguration() }
}

final class ResultStore {
  static func openForWriting(
    _ directory: String, experiment: Experiment
  ) throws(StoreError) -> ResultStore {
    throw StoreError(description: "\(directory): there is no store yet")
  }

  func storedConfigurations() throws(StoreError) -> Set<String> { [] }

  func append(_ records: [TrialRecord]) throws(StoreError) -> [String] { [] }
}

func exitingCleanly(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as any Error & CustomStringConvertible
    where error is ExperimentError || error is StoreError
  {
    printError(error.description)
    throw ExitCode(65)
  }
}

func printTable(_ store: ResultStore) throws {}
