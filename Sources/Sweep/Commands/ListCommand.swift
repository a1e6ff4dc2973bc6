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
      let list = StoreList(
        entries: try directories.flatMap(Self.stores).map { directory in
          try StoreList.Entry(.openForReading(directory), directory: directory)
        })
      try writeToStandardOutput(list.rendered(as: format, .standardOutput))
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
