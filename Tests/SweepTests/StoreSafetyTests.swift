import Engine
import Foundation
import GRDB
import Testing

@testable import Sweep

/// The bytes of every file in a directory.
private func contents(_ directory: String) throws -> [String: Data] {
  var contents: [String: Data] = [:]
  for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
    contents[name] = try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name))
  }
  return contents
}

/// The one line of the error that opening a store ends in.
private func refusal(_ open: () throws -> ResultStore) -> String? {
  #expect(throws: StoreError.self) { _ = try open() }.map { "\($0)" }
}

@Suite("A store is safe")
struct StoreSafetyTests {
  @Test("from a second writer, for as long as the first lives")
  func secondWriter() throws {
    let experiment = try experiment()
    try withDirectory { directory in
      let first = try ResultStore.openForWriting(directory, experiment: experiment)
      let process = ProcessInfo.processInfo
      let line = refusal { try ResultStore.openForWriting(directory, experiment: experiment) }
      #expect(
        line == "\(directory)/results.sqlite: is being written by "
          + "process \(process.processIdentifier) on \(process.hostName)")
      #expect(try ResultStore.openForReading(directory).writer != nil)
      #expect(try first.append(records(experiment)) == [])
    } after: { directory in
      let reader = try ResultStore.openForReading(directory)
      #expect(reader.writer == nil)
      let second = try ResultStore.openForWriting(directory, experiment: experiment)
      #expect(try second.count() == 2)
    }
  }

  @Test("from a writer that another one has taken over from, where no lock refuses it")
  func fenced() throws {
    let experiment = try experiment()
    try withDirectory { directory in
      let first = try ResultStore.openForWriting(directory, experiment: experiment)
      #expect(try first.append([records(experiment)[0]]) == [])
      // As on a file system on which no machine sees another's locks.
      try FileManager.default.removeItem(atPath: StoreFile(directory: directory).lockPath)
      let second = try ResultStore.openForWriting(directory, experiment: experiment)
      let error = #expect(throws: StoreError.self) { _ = try first.append(records(experiment)) }
      #expect(error.map { "\($0)" }?.contains("another run has taken over") == true)
      #expect(try second.append(records(experiment)) == [])
      #expect(try second.count() == records(experiment).count)
    }
  }

  @Test("if its file is not ours: it stays as it is, byte for byte")
  func otherFiles() throws {
    let experiment = try experiment()
    func make(_ sql: String) -> (String) throws -> Void {
      { path in try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: sql) } }
    }
    let ours = "PRAGMA application_id = \(StoreSchema.applicationID);"
    let files: [(String, (String) throws -> Void)] = [
      ("the database of another program", make("CREATE TABLE t (x)")),
      (
        "the database of another program",
        make("PRAGMA journal_mode = WAL; CREATE TABLE t (x); PRAGMA application_id = 7")
      ),
      ("a newer groksweep, with schema 4", make(ours + "PRAGMA user_version = 4")),
      ("an older groksweep, with schema 0", make(ours + "PRAGMA user_version = 0")),
      (
        "not a SQLite database",
        { try "notes".write(toFile: $0, atomically: true, encoding: .utf8) }
      ),
      (
        "not a SQLite database",
        { try Data("SQLite format 3\0".utf8).write(to: URL(fileURLWithPath: $0)) }
      ),
    ]
    for (reason, make) in files {
      try withDirectory { directory in
        try make(directory + "/results.sqlite")
        let before = try contents(directory)
        let writing = refusal { try ResultStore.openForWriting(directory, experiment: experiment) }
        let reading = refusal { try ResultStore.openForReading(directory) }
        #expect(writing?.contains(reason) == true, "\(writing ?? "")")
        #expect(reading == writing)
        #expect(try contents(directory) == before, "\(reason)")
      }
    }
  }

  @Test("from the trials of another experiment")
  func otherExperiment() throws {
    try withDirectory { directory in
      let small = try experiment(name: "small")
      _ = try ResultStore.openForWriting(directory, experiment: small).append(records(small))
    } after: { directory in
      let large = try experiment(name: "large")
      let line = refusal { try ResultStore.openForWriting(directory, experiment: large) }
      #expect(line?.contains("holds the experiment small, not large") == true)
      #expect(try ResultStore.openForReading(directory).experiment.name == "small")
    }
  }

  @Test("where there is none: reading makes nothing")
  func missing() throws {
    try withDirectory { directory in
      #expect(
        refusal { try ResultStore.openForReading(directory) }
          == "\(directory): no results are stored here: "
          + "this is no folder with a results.sqlite")
      #expect(try contents(directory).isEmpty)
      let file = directory + "/file"
      try Data().write(to: URL(fileURLWithPath: file))
      let experiment = try experiment()
      #expect(
        refusal { try ResultStore.openForWriting(file, experiment: experiment) }
          == "\(file): not a directory; results are named by their folder")
      #expect(
        refusal { try ResultStore.openForReading(file) }
          == "\(file): not a directory; results are named by their folder")
      #expect(
        refusal { try ResultStore.openForWriting("/proc/groksweep", experiment: experiment) }?
          .hasPrefix("/proc/groksweep: ") == true)
    }
  }

  @Test("from a writer that is killed in the middle: reader and writer see what was committed")
  func interruptedWrite() throws {
    let experiment = try experiment(grid: "train_fraction: [0.4, 0.5]", seeds: "20")
    let records = records(experiment)
    try withDirectory { directory in
      let original = directory + "/original"
      let store = try ResultStore.openForWriting(original, experiment: experiment)
      _ = try store.append(Array(records.prefix(7)))
      // With no room in memory, pages go to the file before the transaction ends.
      try store.database.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA cache_size = 1; BEGIN IMMEDIATE")
        try db.execute(sql: "DELETE FROM pruning; UPDATE trials SET attempt = 77")
        for copy in ["reader", "writer"] {
          try FileManager.default.copyItem(atPath: original, toPath: directory + "/" + copy)
        }
        try db.execute(sql: "ROLLBACK")
      }
      #expect(try contents(directory + "/reader")["results.sqlite-journal"]?.isEmpty == false)
      for store in [
        try ResultStore.openForReading(directory + "/reader"),
        try ResultStore.openForWriting(directory + "/writer", experiment: experiment),
      ] {
        var trials: [StoredTrial] = []
        try store.forEachTrial { trials.append($0) }
        #expect(trials.map(\.configuration) == records.prefix(7).map(\.configuration))
        #expect(trials.map(\.attempt) == records.prefix(7).map(\.attempt))
        #expect(trials.map { bits($0.result) } == records.prefix(7).map { bits($0.result) })
      }
      #expect(
        try ResultStore.openForWriting(directory + "/reader", experiment: experiment)
          .append(records) == [])
    }
  }

  @Test("from a full or read-only disk: an append is whole or absent")
  func failingWrites() throws {
    try withDirectory { directory in
      let experiment = try experiment(seeds: "200")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      let records = records(experiment)
      _ = try store.append([records[0]])

      try store.database.writeWithoutTransaction { db in
        let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        try db.execute(sql: "PRAGMA max_page_count = \(pages + 3)")
      }
      let path = directory + "/results.sqlite"
      #expect(throws: StoreError.full(path: path)) { try store.append(records) }
      #expect(try store.count() == 1)

      try store.database.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA max_page_count = 1000000; PRAGMA query_only = ON")
      }
      #expect(throws: StoreError.readOnly(path: path)) { try store.append(records) }
      try store.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = OFF") }
      #expect(try store.append(records) == [])
      #expect(try store.count() == 200)
    }
  }

  @Test("while it is read: a reader sees every append as soon as it returns")
  func concurrentReader() throws {
    try withDirectory { directory in
      let experiment = try experiment(seeds: "3")
      let records = records(experiment)
      let writer = try ResultStore.openForWriting(directory, experiment: experiment)
      let reader = try ResultStore.openForReading(directory)
      for stored in 1...3 {
        _ = try writer.append([records[stored - 1]])
        #expect(try reader.count() == stored)
      }
      // Nor does a reader in the middle of the trials keep the writer away.
      let more = try Experiment(source: experimentSource(seeds: "5"), path: "more")
      try reader.forEachTrial { trial in
        if trial.seed == 0 { _ = try writer.append([record(more, cell: 0, seed: 4)]) }
      }
      #expect(try reader.count() == 4)
      // A writer in the middle of a transaction does not keep readers away.
      try writer.database.writeWithoutTransaction { db in
        try db.execute(sql: "BEGIN IMMEDIATE; DELETE FROM pruning")
        #expect(try reader.count() == 4)
        try db.execute(sql: "ROLLBACK")
      }
    }
  }
}
