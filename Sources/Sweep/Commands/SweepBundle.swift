import Engine
import Foundation

/// A sweep in one zip file: what it was, what came out, and by what.
///
/// Unpacked into a folder, its store is a store again.
struct SweepBundle {
  /// The folder of the results.
  let directory: String
  /// The file that is written.
  let path: String

  /// Writes the file, whole or not at all.
  ///
  /// All is taken from one copy of the store, so that a run may go on meanwhile.
  ///
  /// - Returns: what is in it.
  func write() throws -> [ZipWriter.Entry] {
    guard !FileManager.default.fileExists(atPath: path) else {
      throw BundleError(path: path, reason: "there is a file of this name already")
    }
    let store = try ResultStore.openForReading(directory)
    let work = path + ".partial-\(ProcessInfo.processInfo.processIdentifier)"
    do {
      try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: work) }
      try store.copy(to: work)
      let zip = work + "/bundle.zip"
      try Data().write(to: URL(fileURLWithPath: zip))
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: zip))
      defer { try? file.close() }
      var writer = ZipWriter(file)
      try add(.openForReading(work), to: &writer)
      try writer.finish()
      try FileManager.default.moveItem(atPath: zip, toPath: path)
      return writer.entries
    } catch let ZipError.tooLarge(entry) {
      throw BundleError(
        path: path, reason: "with \(entry) it would have more than the 4 GiB of a zip file")
    } catch let error as CocoaError {
      throw BundleError(path: path, reason: "cannot be written: \(systemReason(error))")
    }
  }

  private func add(_ store: ResultStore, to zip: inout ZipWriter) throws {
    var run = RunRecord()
    try store.forEachAttempt { _, _, attempt in run.add(attempt) }
    guard run.trials > 0 else {
      throw BundleError(path: directory, reason: "no trial is stored; there is nothing to share")
    }
    var files: [CrateMetadata.File] = []
    func note(_ encoding: String, _ description: String) {
      guard let entry = zip.entries.last else { return }
      files.append(
        .init(
          name: entry.name, encoding: encoding, description: description, size: entry.size))
    }
    try zip.add("experiment.yaml", store.experiment.source)
    note("application/yaml", "The experiment file, with the tables that it names.")
    try zip.add("results.sqlite") { try Self.copy(store.file.path, $0) }
    note("application/vnd.sqlite3", "The store: all evaluations of all trials, and who trained.")
    for content in ExportContent.allCases {
      if content == .measures, store.experiment.measures.isEmpty { continue }
      try zip.add("\(content.rawValue).csv") { write in
        try writeExport(
          content, of: store, format: .csv, overrides: ThresholdOverrides()
        ) { try write(Array($0.utf8)[...]) }
      }
      note("text/csv", content.meaning)
    }
    try zip.add("report.html", Report(store).html)
    note("text/html", "The report.")
    try zip.add("CITATION.cff", citation(store.experiment, run))
    note("application/yaml", "How to cite this sweep and groksweep.")
    files.append(
      .init(
        name: "SHA256SUMS", encoding: "text/plain", description: "The SHA-256 of all other files."))
    let metadata = CrateMetadata(
      experiment: store.experiment, files: files, objects: ["experiment.yaml"],
      descriptions: ["CITATION.cff", "SHA256SUMS"], run: run)
    try zip.add("ro-crate-metadata.json", metadata.json)
    try zip.add(
      "SHA256SUMS", zip.entries.map { "\($0.digest)  \($0.name)\n" }.joined())
  }

  private static func copy(_ path: String, _ write: (ArraySlice<UInt8>) throws -> Void) throws {
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { try? file.close() }
    while let data = try file.read(upToCount: 1 << 20), !data.isEmpty {
      try write(Array(data)[...])
    }
  }

  /// A citation file of format 1.2.0 (https://citation-file-format.github.io).
  private func citation(_ experiment: Experiment, _ run: RunRecord) -> String {
    func quoted(_ text: String) -> String { ConfigurationNode(.text(text)).canonicalJSON }
    return """
      cff-version: 1.2.0
      message: "If you use these results, please cite them and the program."
      type: dataset
      title: \(quoted("The sweep \(experiment.name)"))
      authors:
        - name: \(quoted("The authors of \(experiment.name)"))
      date-released: \(run.end.prefix(10))
      references:
        - type: software
          title: groksweep
          authors:
            - name: The groksweep developers
          version: \(quoted(run.versions))

      """
  }
}

extension ExportContent {
  /// What its rows are.
  fileprivate var meaning: String {
    switch self {
    case .trials: "A row a trial: its milestones, and its last evaluation."
    case .evaluations: "A row an evaluation: losses, accuracies and squared norms."
    case .pruning: "A row a pruned fraction: the test accuracy that is left."
    case .measures: "A row a number that was measured, with its step."
    }
  }
}
