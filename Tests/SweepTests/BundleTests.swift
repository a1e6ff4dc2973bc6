import Engine
import Foundation
import TestSupport
import Testing

@testable import Sweep

/// A folder with a store of a small experiment and one trial of each seed.
private func withStore(_ body: (_ folder: String, _ store: String) throws -> Void) throws {
  try withDirectory { folder in
    let experiment = try experiment(grid: "optimizer.weight_decay: [1, 0.5]", seeds: "3")
    let store = try ResultStore.openForWriting(folder + "/store", experiment: experiment)
    _ = try store.append(
      (0..<experiment.cellCount).flatMap { cell in
        experiment.seeds.map {
          record(
            experiment, cell: cell, seed: $0,
            plantedTrial(memorizedAt: 10, generalizedAt: 40 + 10 * $0, steps: 100))
        }
      })
    try body(folder, folder + "/store")
  }
}

@Suite("A bundle")
struct BundleTests {
  @Test("unpacks with right checksums into a store with the same table")
  func roundTrip() throws {
    try withStore { folder, store in
      let zip = folder + "/a.zip"
      let entries = try SweepBundle(directory: store, path: zip).write()
      #expect(
        entries.map(\.name) == [
          "experiment.yaml", "results.sqlite", "trials.csv", "evaluations.csv", "pruning.csv",
          "report.html", "CITATION.cff", "ro-crate-metadata.json", "SHA256SUMS",
        ])
      let script = """
        import zipfile, hashlib
        with zipfile.ZipFile("a.zip") as bundle:
            assert bundle.testzip() is None
            bundle.extractall("out")
            for line in bundle.read("SHA256SUMS").decode().splitlines():
                digest, name = line.split("  ")
                assert hashlib.sha256(bundle.read(name)).hexdigest() == digest, name
        """
      let unzipped = try Program.run(["python3", "-c", script], in: folder)
      #expect(unzipped.exitCode == 0, "\(unzipped.errors)")
      let tables = try [store, folder + "/out"].map {
        try Table(SweepSummary(.openForReading($0))).rendered(as: .text)
      }
      #expect(tables[0] == tables[1])
      #expect(tables[0].contains("0.5"))
    }
  }

  @Test("has the same bytes for the same store")
  func sameBytes() throws {
    try withStore { folder, store in
      let zips = try ["a", "b"].map { name in
        let path = "\(folder)/\(name).zip"
        _ = try SweepBundle(directory: store, path: path).write()
        return try Data(contentsOf: URL(filePath: path))
      }
      #expect(zips[0] == zips[1])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 3)
    }
  }

  @Test("describes one action, from the experiment to its results, with its times and its program")
  func crate() throws {
    try withStore { folder, store in
      var run = RunRecord()
      let read = try ResultStore.openForReading(store)
      try read.forEachAttempt { _, _, attempt in run.add(attempt) }
      let metadata = CrateMetadata(
        experiment: read.experiment,
        files: [
          .init(name: "experiment.yaml", encoding: "application/yaml", description: "x"),
          .init(name: "trials.csv", encoding: "text/csv", description: "y", size: 3),
          .init(name: "SHA256SUMS", encoding: "text/plain", description: "z"),
        ], objects: ["experiment.yaml"], descriptions: ["SHA256SUMS"], run: run)
      let json = try ConfigurationNode(json: metadata.json)
      guard case .list(let graph)? = json["@graph"]?.content else {
        Issue.record("no graph")
        return
      }
      func entity(_ type: String) -> ConfigurationNode? {
        graph.first { $0["@type"]?.summary == type }
      }
      let action = try #require(entity("CreateAction"))
      #expect(action["object"]?.canonicalJSON == #"{"@id":"experiment.yaml"}"#)
      #expect(action["result"]?.canonicalJSON == #"{"@id":"trials.csv"}"#)
      #expect(action["instrument"]?["@id"]?.summary == "#groksweep")
      #expect(action["startTime"]?.summary == "2025-06-15T15:06:40+00:00")
      #expect(entity("SoftwareApplication")?["softwareVersion"]?.summary == "abc")
    }
  }

  @Test("takes no other file's place, and leaves none behind that is not whole")
  func refuses() throws {
    try withDirectory { folder in
      let experiment = try experiment(seeds: "1")
      _ = try ResultStore.openForWriting(folder + "/store", experiment: experiment)
      let path = folder + "/a.zip"
      #expect(throws: BundleError.self) {
        _ = try SweepBundle(directory: folder + "/store", path: path).write()
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["store"])
      try Data("mine".utf8).write(to: URL(filePath: path))
      #expect(
        throws: BundleError(path: path, reason: "there is a file of this name already")
      ) { _ = try SweepBundle(directory: folder + "/store", path: path).write() }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }
  }
}
