import ArgumentParser
import Foundation
import Testing

@testable import Sweep

@Suite("Remarks in a store")
struct StoreNoteTests {
  private let note = StoreNote(at: 1_750_000_000, user: "ada", host: "node7", text: "old nodes")

  @Test("a store made before there were remarks is read, and takes one")
  func older() throws {
    try withDirectory { directory in
      let experiment = try experiment(grid: "train_fraction: [0.4]", seeds: "1")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      #expect(try store.notes() == [])
      let later = StoreNote(at: note.at + 1, user: "ada", host: "node7", text: "new nodes")
      try store.add([later])
      try store.add([note, later])
      #expect(try ResultStore.openForReading(directory).notes() == [note, later])
    }
  }

  @Test("a merge takes remarks along, once each")
  func merge() throws {
    try withDirectory { directory in
      let experiment = try experiment(grid: "train_fraction: [0.4]", seeds: "1")
      let other = StoreNote(at: 1, user: "b", host: "c", text: "d")
      for (name, notes) in [("a", [note]), ("b", [note, other])] {
        try ResultStore.openForWriting("\(directory)/\(name)", experiment: experiment).add(notes)
      }
      let target = try ResultStore.openForWriting("\(directory)/c", experiment: experiment)
      _ = try target.merge(
        try ["a", "b"].map { try ResultStore.openForReading("\(directory)/\($0)") })
      #expect(try target.notes() == [other, note])
    }
  }

  @Test("a remark is one line, whatever it holds, and status shows it")
  func line() throws {
    var note = note
    note.text = "one\ntwo \u{1b}[31m\u{202e}"
    #expect(note.line == "2025-06-15 15:06  ada@node7  one two  [31m ")
    try withDirectory { directory in
      let experiment = try experiment(grid: "train_fraction: [0.4]", seeds: "1")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      try store.add([note])
      #expect(
        try StatusCommand.report(on: store).contains(
          "remark      2025-06-15 15:06 ada@node7 one two [31m\n"))
      let entry = try StoreList.Entry(store, directory: directory)
      let list = StoreList(entries: [entry])
      #expect(list.rendered(as: .text, wideLayout).contains("ada@node7 one two"))
      #expect(entry.state == "running" && entry.stored == 0 && entry.expected == 1)
      #expect(list.rendered(as: .csv).hasPrefix("directory,experiment,question,"))
    }
  }

  @Test("an empty remark is refused", arguments: ["", "  "])
  func empty(text: String) throws {
    #expect(throws: (any Error).self) { try Groksweep.parseAsRoot(["note", "somewhere", text]) }
  }
}
