import Engine

/// The tables that an experiment names, by the names that they have in it.
///
/// A configuration holds the content of a table in place of its path, so that a trial stays the
/// same wherever the file lies. The content of each is written into the stored text of the
/// experiment, which can then be read without the files.
struct ExperimentTables: Sendable {
  /// What identifies each table.
  private let contents: [String: TableContent]
  /// Whether the experiment's text has the contents.
  private let isStored: Bool
  /// The files that were read.
  private let files: [TableContent: TableFile]

  /// Finds the tables that values of `task` and `task.file` name.
  ///
  /// - Parameters:
  ///   - tasks: each value of `task`.
  ///   - names: each value of `task.file` that stands by itself.
  ///   - stored: the contents that are written in the experiment; if any is, all are.
  ///   - reads: whether the files of those are read too, and compared.
  ///   - path: the experiment file, beside which relative paths begin.
  /// - Throws: ``ExperimentError`` for a table that cannot be read or has another content than it
  ///   is said to have.
  init(
    tasks: [ConfigurationNode], names: [ConfigurationNode], stored: [String: TableContent],
    reads: Bool, path: String
  ) throws(ExperimentError) {
    isStored = !stored.isEmpty
    var contents = stored
    var files: [TableContent: TableFile] = [:]
    for node in tasks.compactMap({ $0["file"] }) + names {
      func invalid(_ error: ConfigurationError) -> ExperimentError {
        ExperimentError(file: path, line: node.line, problem: .invalid(error))
      }
      guard case .text(let name) = node.content else {
        throw invalid(
          ConfigurationError(
            path: "task.file", line: node.line,
            problem: .wrongType(found: node.summary, expected: "the path of a CSV file")))
      }
      if isStored, stored[name] == nil {
        throw invalid(
          ConfigurationError(path: "tables.\(name)", line: node.line, problem: .missing))
      }
      guard reads || !isStored else { continue }
      let file = try TableFile(contentsOf: Self.resolve(name, beside: path))
      if let content = stored[name], content != file.content {
        throw ExperimentError(
          file: file.path, line: nil,
          problem: .table(.otherContent(file.content.sha256, expected: content.sha256)))
      }
      contents[name] = file.content
      files[file.content] = file
    }
    self.contents = contents
    self.files = files
  }

  private static func resolve(_ name: String, beside path: String) -> String {
    guard !name.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return name }
    return path[...slash] + name
  }

  /// The numbers of the tables that were read, to train on.
  var samples: SampleTables { files.mapValues(\.table) }

  /// The node of a configuration with the content of its table in place of the path.
  func resolving(_ node: ConfigurationNode) -> ConfigurationNode {
    guard case .text(let name) = node["task"]?["file"]?.content, let content = contents[name]
    else { return node }
    var resolved = node
    resolved.set(content.node, at: ["task", "file"])
    return resolved
  }

  /// The sizes of a task's samples; of a table that was not read, the least that it can hold.
  ///
  /// - Throws: ``ExperimentError`` if the table does not hold the task's samples.
  func sizes(of task: TaskKind) throws(ExperimentError) -> SampleSizes {
    let file = task.table.flatMap { files[$0] }
    do throws(TableError) {
      return try task.sizes(file.map { [$0.content: $0.table] } ?? [:])
    } catch {
      guard let file else { preconditionFailure("a table that was not read is wrong: \(error)") }
      throw file.error(error)
    }
  }

  /// The contents that the experiment's text does not have yet.
  var unstored: [String: TableContent] { isStored ? [:] : contents }
}
