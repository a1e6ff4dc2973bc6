import ArgumentParser
import Foundation

/// `groksweep note DIR TEXT`: a remark kept in a store.
struct NoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note",
    abstract: "Keeps a remark in a store, with date, user and host; without a text, prints them.",
    discussion: """
      While a run writes the store, nobody else can: leave the remark before or after. `status` and \
      `list` show remarks, and `merge` takes them along.
      """ + CommandExamples.note)

  @Argument(help: ArgumentHelp("The directory of the results.", valueName: "dir"))
  var directory: String

  @Argument(help: "What to remark.")
  var text: String?

  func validate() throws {
    guard let text else { return }
    if text.trimmed.isEmpty { throw ValidationError("the remark is empty") }
    if text.count > StoreNote.longest {
      throw ValidationError(
        "the remark has \(text.count) characters; allowed: at most \(StoreNote.longest)")
    }
  }

  func run() throws {
    try exitingCleanly {
      let known = try ResultStore.openForReading(directory)
      if let text {
        let store = try ResultStore.openForWriting(directory, experiment: known.experiment)
        try store.add([
          StoreNote(
            at: Date().timeIntervalSince1970, user: NSUserName(),
            host: Provenance.ofThisProcess().host, text: text)
        ])
      }
      let layout = TextLayout.standardOutput
      let lines = try known.notes().map { layout.wrapped($0.line) }
      try writeToStandardOutput(lines.isEmpty ? "no remarks yet\n" : lines.joined())
    }
  }
}
