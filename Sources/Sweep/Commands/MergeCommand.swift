import ArgumentParser
import Foundation

/// `groksweep merge`: stores of one experiment into one.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Puts the trials of several stores of one experiment into one store.",
    discussion: """
      A trial that is in several of them must be the same to the bit; if any is not, nothing is \
      merged. Which of its attempts is kept is that of the store named first, and of the one that \
      is merged into before all. Provenance and history go along.
      """ + CommandExamples.merge)

  @Argument(help: ArgumentHelp("The directories of the stores.", valueName: "dir"))
  var directories: [String]

  @Option(help: ArgumentHelp("The directory to merge into; it is made if need be."))
  var into: String

  func validate() throws {
    func place(_ directory: String) -> String {
      URL(fileURLWithPath: directory).resolvingSymlinksInPath().path
    }
    for directory in directories where place(directory) == place(into) {
      throw ValidationError("\(directory) cannot be merged into itself")
    }
  }

  func run() throws {
    try exitingCleanly {
      let shards = try directories.map { try ResultStore.openForReading($0) }
      let known = try existing()
      let target = try ResultStore.openForWriting(
        into, experiment: known?.experiment ?? shards[0].experiment)
      do {
        let merged = try target.merge(shards)
        try writeToStandardOutput(
          "\(merged.added) trials added, \(merged.equal) were there already and are the same; "
            + "\(try target.count()) in all\n")
      } catch let error as StoreError {
        // A store that holds nothing would look like the result.
        if known == nil { target.file.remove() }
        throw error
      }
    }
  }

  private func existing() throws(StoreError) -> ResultStore? {
    do {
      return try ResultStore.openForReading(into)
    } catch .missing {
      return nil
    }
  }
}
