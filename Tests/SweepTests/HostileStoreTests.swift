import Engine
import Foundation
import GRDB
import Testing

@testable import Sweep

/// What is done to a store, in SQL.
private let statements = [
  // Evaluations.
  "DELETE FROM evaluations WHERE trial = 1 AND step = 0",
  "DELETE FROM evaluations WHERE trial = 2 AND step = 10",
  "DELETE FROM evaluations WHERE trial = 3 AND step = 20",
  "DELETE FROM evaluations WHERE trial = 4",
  "DELETE FROM evaluations",
  "UPDATE evaluations SET train_accuracy = 5 WHERE trial = 1",
  "UPDATE evaluations SET train_loss = 'low' WHERE trial = 1 AND step = 10",
  "UPDATE evaluations SET train_loss = NULL WHERE trial = 2",
  "UPDATE evaluations SET test_loss = 9e999 WHERE trial = 2 AND train_loss IS NOT NULL",
  "UPDATE evaluations SET test_accuracy = test_accuracy + 1e-9 WHERE trial = 3",
  "UPDATE evaluations SET step = -step - 1 WHERE trial = 1",
  "UPDATE evaluations SET step = step + 9223372036854775780 WHERE trial = 1",
  "UPDATE evaluations SET trial = 9 WHERE trial = 1",
  "UPDATE evaluations SET trial = trial + 1 WHERE trial = 4",
  "UPDATE evaluations SET tensor_norm2 = zeroblob(16) WHERE trial = 1",
  "UPDATE evaluations SET tensor_norm2 = zeroblob(8) WHERE trial = 1",
  "UPDATE evaluations SET tensor_norm2 = zeroblob(15) WHERE trial = 1",
  "UPDATE evaluations SET tensor_norm2 = x'' WHERE trial = 1",
  "UPDATE evaluations SET tensor_norm2 = 'sixteen letters!' WHERE trial = 1",
  "INSERT INTO evaluations VALUES (1, 5, 1, 1, 1, 1, 1, zeroblob(16))",
  "UPDATE OR IGNORE evaluations SET trial = 1 + (trial = 1) WHERE trial IN (1, 2)",
  // Pruning curves.
  "DELETE FROM pruning WHERE trial = 1",
  "DELETE FROM pruning WHERE trial = 1 AND fraction > 0",
  "DELETE FROM pruning WHERE trial = 2 AND fraction = 0.5",
  "UPDATE pruning SET accuracy = 0.5 WHERE trial = 1",
  "UPDATE pruning SET accuracy = NULL WHERE trial = 1",
  "UPDATE pruning SET fraction = fraction * fraction WHERE trial = 1",
  "UPDATE pruning SET step = 15 WHERE trial = 1",
  "INSERT INTO pruning SELECT trial, 10, fraction, accuracy FROM pruning WHERE trial = 1",
  // Trials.
  "UPDATE trials SET ending = 'stopped' WHERE id = 1",
  "UPDATE trials SET ending = 'bored' WHERE id = 1",
  "UPDATE trials SET ending = x'00ff' WHERE id = 1",
  "UPDATE trials SET seed = 8 WHERE id = 1",
  "UPDATE trials SET seed = seed + 1 WHERE id IN (2, 4)",
  "UPDATE trials SET seed = -1 WHERE id = 1",
  "UPDATE trials SET seed = 'one' WHERE id = 1",
  "UPDATE trials SET cell = 3 - cell, seed = seed + 10",
  "UPDATE trials SET cell = 99 WHERE id = 1",
  "UPDATE trials SET steps = 9223372036854775807",
  "UPDATE trials SET checksum = 0",
  "UPDATE trials SET checksum = 'right'",
  "UPDATE trials SET attempt = -9223372036854775808, rank = 9223372036854775807",
  "UPDATE trials SET provenance = 99 WHERE id = 1",
  "UPDATE trials SET started_at = 'yesterday', wall_seconds = -1e300",
  "UPDATE trials SET id = id + 10",
  "DELETE FROM trials WHERE id = 1",
  "DELETE FROM trials",
  // Cells and provenance.
  "UPDATE cells SET configuration = 'none' WHERE id = 1",
  "UPDATE cells SET configuration = replace(configuration, '0.4', '0.45')",
  "UPDATE cells SET id = 3 - id WHERE id = 1 AND 0; UPDATE cells SET id = id + 1 WHERE id = 2",
  "UPDATE cells SET tensors = '[\"a\", \"b\"]'",
  "UPDATE cells SET tensors = '[]'",
  "UPDATE cells SET tensors = '{'",
  "UPDATE cells SET tensors = NULL",
  "DELETE FROM cells",
  "DELETE FROM provenance",
  "UPDATE provenance SET host = x'00', cores = '\n\u{1b}[2J'",
  // The experiment.
  "DELETE FROM experiment",
  "UPDATE experiment SET source = ''",
  "UPDATE experiment SET source = 'experiment: ['",
  "UPDATE experiment SET source = replace(source, '0.5]', '0.6]')",
  "UPDATE experiment SET name = 'another'",
  "UPDATE experiment SET fields = '['",
  "UPDATE experiment SET openings = -9223372036854775808",
  "UPDATE experiment SET openings = 9223372036854775807",
  // What follows from the rest.
  "DELETE FROM milestones",
  "UPDATE milestones SET memorization_step = 3",
  "UPDATE milestones SET generalization_censored_after = 9223372036854775807",
  "UPDATE milestones SET memorization_step = NULL, memorization_censored_after = NULL",
  "UPDATE milestones SET relapses = -1",
  "UPDATE milestones SET definition = 1",
  "INSERT INTO kernels VALUES (1, 0, 'Abacus')",
  "INSERT INTO history SELECT 1, 1, 0, 1, 'vanished', 0, 0, 1, 0, '' FROM experiment",
  // The tables.
  "DROP TABLE milestones",
  "DROP TABLE kernels",
  "DROP TABLE evaluations",
  "DROP TABLE pruning",
  "DROP TABLE trials",
  "DROP TABLE cells",
  "DROP TABLE history",
  "DROP TABLE provenance",
  "DROP TABLE experiment",
  "DROP VIEW results",
  "DROP TRIGGER whole_trials",
  "DROP VIEW results; ALTER TABLE evaluations DROP COLUMN train_loss",
  "DROP VIEW results; ALTER TABLE trials RENAME COLUMN ending TO finish",
  "PRAGMA application_id = 7",
  "PRAGMA user_version = 0",
  "PRAGMA user_version = 1",
  "PRAGMA user_version = 2",
  "PRAGMA user_version = 99",
  "PRAGMA journal_mode = WAL",
]

/// Something done to the bytes of a store, or to the files beside its path.
private struct Change {
  let name: String
  let body: (inout Data, String) throws -> Void

  init(_ name: String, _ body: @escaping (inout Data, String) throws -> Void) {
    (self.name, self.body) = (name, body)
  }

  static var all: [Change] { cuts + pages + beside + bits }

  private static var cuts: [Change] {
    let sizes = [0, 1, 15, 16, 99, 100, 4095, 4096, 5000]
    return sizes.map { size in
      Change("cut to \(size) bytes") { data, _ in data = data.prefix(size) }
    }
      + [
        Change("cut by one byte") { data, _ in data.removeLast() },
        Change("cut by a page") { data, _ in data.removeLast(4096) },
        Change("with bytes behind it") { data, _ in data += Data(repeating: 7, count: 5000) },
        Change("of zeros") { data, _ in data = Data(count: data.count) },
      ]
  }

  private static var pages: [Change] {
    [
      Change("with pages of no size") { data, _ in (data[16], data[17]) = (0, 0) },
      Change("with pages of another size") { data, _ in data[16] = 2 },
      Change("in another text encoding") { data, _ in data[59] = 2 },
      Change("as a newer SQLite writes it") { data, _ in (data[18], data[19]) = (9, 9) },
      Change("with a page of zeros") { data, _ in
        data.replaceSubrange(4096..<8192, with: Data(count: 4096))
      },
      Change("with two pages exchanged") { data, _ in
        let (second, third) = (Data(data[4096..<8192]), Data(data[8192..<12_288]))
        data.replaceSubrange(4096..<12_288, with: third + second)
      },
    ]
  }

  private static var beside: [Change] {
    [
      Change("with a journal that is none") { _, path in
        try Data(repeating: 65, count: 700).write(to: URL(fileURLWithPath: path + "-journal"))
      },
      Change("with the journal of another store") { data, path in
        // SQLite file format §4.4: magic, a count that follows from the size, numbers of pages.
        let magic: [UInt8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]
        var journal = Data(magic + [0xff, 0xff, 0xff, 0xff] + Array(repeating: 3, count: 500))
        journal += data.prefix(4096)
        try journal.write(to: URL(fileURLWithPath: path + "-journal"))
      },
      Change("with a log that is none") { _, path in
        try Data(repeating: 66, count: 9000).write(to: URL(fileURLWithPath: path + "-wal"))
      },
    ]
  }

  private static var bits: [Change] {
    (0..<48).map { place in
      Change("with a bit turned at \(2 * place + 1)/96") { data, _ in
        data[data.count * (2 * place + 1) / 96] ^= 1 << UInt8(place % 8)
      }
    }
  }
}

@Suite("A hostile store")
struct HostileStoreTests {
  /// A sound store: its directory, experiment and what is in it.
  private struct Sound {
    let directory: String
    let experiment: Experiment
    let records: [TrialRecord]
    let milestones: [Milestones]
  }

  @Test("is refused in one line, or has what was stored: after any statement")
  func afterStatements() throws {
    #expect(statements.count >= 60)
    try withSound { sound, directory in
      for statement in statements {
        try holds(sound, directory, "after \(statement)") { path in
          var careless = Configuration()
          careless.foreignKeysEnabled = false
          let queue = try DatabaseQueue(path: path, configuration: careless)
          try queue.writeWithoutTransaction { try $0.execute(sql: statement) }
        }
      }
    }
  }

  @Test("is refused in one line, or has what was stored: with any bytes")
  func withOtherBytes() throws {
    try withSound { sound, directory in
      for change in Change.all {
        try holds(sound, directory, change.name) { path in
          var data = try Data(contentsOf: URL(fileURLWithPath: path))
          try change.body(&data, path)
          try data.write(to: URL(fileURLWithPath: path))
        }
      }
    }
  }

  @Test("is refused in one line if it is no file that can be read")
  func otherThanFiles() throws {
    try withSound { sound, directory in
      let files = FileManager.default
      let makers: [String: (String) throws -> Void] = [
        "a directory": {
          try files.createDirectory(atPath: $0, withIntermediateDirectories: false)
        },
        "a pipe": { #expect(unsafe mkfifo($0, 0o600) == 0) },
        "a link to itself": { try files.createSymbolicLink(atPath: $0, withDestinationPath: $0) },
        "a device": { try files.createSymbolicLink(atPath: $0, withDestinationPath: "/dev/zero") },
      ]
      for (name, make) in makers {
        try holds(sound, directory, name) { path in
          try files.removeItem(atPath: path)
          try make(path)
        }
      }
    }
  }

  @Test("notices what was changed, and names the trial that can be taken out")
  func noticed() throws {
    try withSound { sound, directory in
      let path = sound.directory + "/results.sqlite"
      let queue = try DatabaseQueue(path: path)
      try queue.write { db in
        try db.execute(
          sql: "DELETE FROM milestones; UPDATE evaluations SET test_loss = 0.5 WHERE trial = 2")
      }
      let store = try ResultStore.openForReading(sound.directory)
      let error = #expect(throws: StoreError.self) {
        try store.forEachSummary(under: sound.experiment.thresholds) { _ in }
      }
      #expect(
        error.map { "\($0)" } == "\(path): damaged: trial 2, of seed 1, is not as it was stored; "
          + "DELETE FROM trials WHERE id = 2 takes it out, and the next run trains it again")

      try queue.write { try $0.execute(sql: "DELETE FROM trials WHERE id = 2") }
      let writer = try ResultStore.openForWriting(sound.directory, experiment: sound.experiment)
      #expect(Array(try writer.missingTrials().configurations) == [sound.records[1].configuration])
      #expect(try writer.append(sound.records) == [])
      #expect(try milestones(writer) == sound.milestones)
    }
  }

  private func withSound(_ body: (Sound, String) throws -> Void) throws {
    let experiment = try experiment(grid: "train_fraction: [0.4, 0.5]", seeds: "2")
    let records = records(experiment)
    try withDirectory { directory in
      let original = directory + "/sound"
      func written() throws -> [Milestones] {
        let writer = try ResultStore.openForWriting(original, experiment: experiment)
        let differences = try writer.append(records)
        #expect(differences == [])
        return try self.milestones(writer)
      }
      let known = try written()
      try body(
        Sound(
          directory: original, experiment: experiment, records: records, milestones: known),
        directory)
    }
  }

  /// Spoils a copy of a store, and checks what reading and writing make of it.
  private func holds(
    _ sound: Sound, _ directory: String, _ name: String, spoil: (String) throws -> Void
  ) throws {
    let copy = directory + "/copy"
    defer { try? FileManager.default.removeItem(atPath: copy) }
    try FileManager.default.copyItem(atPath: sound.directory, toPath: copy)
    try spoil(copy + "/results.sqlite")

    isOneLine(name) {
      let store = try ResultStore.openForReading(copy, as: sound.experiment)
      try store.forEachTrial { trial in
        let record = sound.records.first { $0.configuration == trial.configuration }
        #expect(record.map { bits($0.result) } == bits(trial.result), "\(name)")
      }
    }
    isOneLine(name) {
      let store = try ResultStore.openForReading(copy, as: sound.experiment)
      #expect(try milestones(store).allSatisfy(sound.milestones.contains), "\(name)")
      for cell in 0..<2 { _ = try store.history(ofCell: cell) }
      _ = try store.tally()
    }
    isOneLine(name) {
      let store = try ResultStore.openForWriting(copy, experiment: sound.experiment)
      _ = try store.missingTrials()
      _ = try store.append(sound.records)
    }
  }

  private func milestones(_ store: ResultStore) throws -> [Milestones] {
    var milestones: [Milestones] = []
    try store.forEachSummary(under: store.experiment.thresholds) {
      milestones.append($0.milestones)
    }
    return milestones
  }

  /// Whatever is done to a store ends, or in an error of one line.
  private func isOneLine(_ name: String, _ body: () throws -> Void) {
    do {
      try body()
    } catch {
      let error = StoreError(error, path: "store")
      #expect(!"\(error)".isEmpty && !"\(error)".contains("\n"), "\(name)")
    }
  }
}
