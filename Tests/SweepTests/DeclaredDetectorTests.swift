import Engine
import Testing

@testable import Sweep

private func experiment(_ detectors: String) throws -> Experiment {
  try Experiment(
    source: experimentSource().replacing("steps: 1000", with: "steps: 20")
      + "\nmeasures: [ildr]\n" + detectors, path: "small.yaml")
}

/// Opens the store of an experiment, and trains what is missing.
private func trained(_ detectors: String, in directory: String) throws -> ResultStore {
  let store = try ResultStore.openForWriting(directory, experiment: experiment(detectors))
  #expect(try store.append(trainedRecords(store)).isEmpty)
  return store
}

private let first = "detectors: [{name: a, measure: ildr, above: 3}]"
private let changed = "detectors: [{name: a, measure: ildr, above: 4}]"

@Suite("When a detector was declared")
struct DeclaredDetectorTests {
  @Test("is known by the trials that were stored then, and a changed rule is another one")
  func order() throws {
    try withDirectory { directory in
      do {
        let store = try trained(first, in: directory)
        #expect(try store.trials(before: store.experiment.detectors[0]) == 0)
      }
      do {
        let store = try trained(changed, in: directory)
        #expect(try store.missingTrials().count == 0)
        #expect(try store.trials(before: store.experiment.detectors[0]) == 2)
      }
      let store = try trained(first.replacing("name: a", with: "name: b"), in: directory)
      #expect(try store.trials(before: store.experiment.detectors[0]) == 0)
      #expect(try store.trials(before: experiment("detectors: [ildr]").detectors[0]) == nil)
    }
  }

  @Test("is not known of a store that never had one")
  func unknown() throws {
    try withDirectory { directory in
      let store = try trained("", in: directory)
      #expect(try store.trials(before: experiment(first).detectors[0]) == nil)
    }
  }

  @Test("counts the trials of merged stores that did not have it")
  func merged() throws {
    try withDirectory { directory in
      do {
        _ = try trained(first, in: directory + "/with")
        _ = try trained("", in: directory + "/without")
      }
      let shards = try ["/with", "/without"].map {
        try ResultStore.openForReading(directory + $0)
      }
      let store = try ResultStore.openForWriting(
        directory + "/into", experiment: experiment(first))
      _ = try store.merge(shards)
      #expect(try store.trials(before: store.experiment.detectors[0]) == 2)
      let fresh = try ResultStore.openForWriting(
        directory + "/fresh", experiment: experiment(first))
      _ = try fresh.merge([shards[0]])
      #expect(try fresh.trials(before: fresh.experiment.detectors[0]) == 0)
    }
  }
}
