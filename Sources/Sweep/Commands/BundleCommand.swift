import ArgumentParser

/// `groksweep bundle DIR --out X.zip`: a sweep to share.
struct BundleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle",
    abstract: "Packs a sweep into one zip file, to share or to publish.",
    discussion: """
      The experiment file, a copy of the store, its rows as CSV, the report if there is one, \
      CITATION.cff, SHA256SUMS, and ro-crate-metadata.json as a Process Run Crate 0.5. A run may go \
      on meanwhile. Unpacked, the folder is read by every command. The same store gives the same bytes.
      """ + CommandExamples.bundle)

  @Argument(help: ArgumentHelp("The directory of the results.", valueName: "dir"))
  var directory: String

  @Option(help: ArgumentHelp("The zip file, which must not exist yet.", valueName: "file"))
  var out: String

  func run() throws {
    try exitingCleanly {
      let entries = try SweepBundle(directory: directory, path: out).write()
      let size = entries.reduce(0) { $0 + $1.size }
      try writeToStandardOutput("\(out): \(entries.count) files of \(size) bytes\n")
    }
  }
}
