import ArgumentParser

/// `groksweep list DIR…`: a line a store.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists stores: experiment, trials, state, last written, size, question, last remark.",
    discussion: """
      A directory that holds no store itself stands for those in the directories within it. Times are \
      in UTC.
      """ + CommandExamples.list)

  @Argument(
    help: ArgumentHelp("The directories of stores, or of folders of stores.", valueName: "dir"))
  var directories: [String]

  @Option(help: "How to print.")
  var format = TableFormat.text

  func run() throws {
    try exitingCleanly {
      var (entries, errors): ([StoreList.Entry], [StoreError]) = ([], [])
      for directory in directories.flatMap(Self.stores) {
        do {
          entries.append(try StoreList.Entry(.openForReading(directory), directory: directory))
        } catch let error as StoreError {
          errors.append(error)
        }
      }
      let list = StoreList(entries: entries)
      if !entries.isEmpty {
        try writeToStandardOutput(list.rendered(as: format, .standardOutput))
      }
      // One that cannot be read hides no other.
      for error in errors { printError(singleLine(error.description)) }
      if !errors.isEmpty { throw ExitCode(65) }
    }
  }

  /// The directory itself, or those within it that hold a store, by name.
  private static func stores(_ directory: String) -> [String] {
    guard !StoreFile(directory: directory).exists else { return [directory] }
    let within = StoreFile.directories(within: directory)
    // Opening it says what is wrong.
    return within.isEmpty ? [directory] : within
  }
}
