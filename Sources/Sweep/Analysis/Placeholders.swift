import ArgumentParser
import Engine

// Stand-ins for the experiment and the store, with the interfaces that the analysis reads.

struct Experiment: Sendable {
  var name: String
  var question: String?
  var seeds: [Int]
  var thresholds: Thresholds
  var fields: [String]
  var cells: [Cell]
  var cellCount: Int { cells.count }
  var trialCount: Int { cells.count * seeds.count }
  func cell(_ index: Int) -> Cell { cells[index] }
}

struct Cell: Sendable {
  var index: Int
  var values: [ConfigurationNode]
  var configuration: TrialConfiguration
}

struct StoredTrial {
  var cell: Int
  var seed: Int
  var configuration: TrialConfiguration
  var result: TrialResult
  var attempt: Attempt
}

struct StoreError: Error {}

final class ResultStore {
  static func openForReading(_ directory: String) throws(StoreError) -> ResultStore {
    throw StoreError()
  }
  func experiment() throws(StoreError) -> Experiment { throw StoreError() }
  func forEachTrial(_ body: (StoredTrial) throws -> Void) throws { throw StoreError() }
  func trialsOutsideGrid() throws(StoreError) -> Int { throw StoreError() }
}

func exitingCleanly(_ body: () throws -> Void) throws {
  do { try body() } catch { throw ExitCode(65) }
}

func singleLine(_ text: String) -> String { text.replacing("\n", with: " ") }

func systemReason(_ error: any Error) -> String { "\(error)" }
