import Engine

extension ExperimentReader {
  /// The contents of tables, as they stand in the text of a stored experiment.
  func tables() throws(ExperimentError) -> [String: TableContent] {
    guard let node = root["tables"], node.content != .null else { return [:] }
    guard case .mapping(let entries) = node.content else {
      throw wrongType(node, "tables", "a mapping of files to their contents")
    }
    var tables: [String: TableContent] = [:]
    for entry in entries {
      do throws(ConfigurationError) {
        tables[entry.key] = try TableContent(entry.value, at: "tables.\(entry.key)")
      } catch {
        throw invalid(error)
      }
    }
    return tables
  }

  /// The text with contents of tables in it, as `tables`, before its first key.
  ///
  /// - Throws: ``ExperimentError`` if there is no line on which it would be read back.
  func source(
    _ source: String, with contents: [String: TableContent]
  ) throws(ExperimentError) -> String {
    guard !contents.isEmpty else { return source }
    let newline: Unicode.Scalar = "\n"
    var lines = source.unicodeScalars.split(separator: newline, omittingEmptySubsequences: false)
      .map { String($0) }
    // The line on which the first key, or the brace before it, stands.
    let first = root.line ?? 1
    let entries = contents.sorted { $0.key < $1.key }
      .map { ConfigurationNode.Entry(key: $0, value: $1.node) }
    let indentation = lines[first - 1].prefix { $0 == " " }
    let tables = ConfigurationNode(.mapping(entries)).canonicalJSON
    lines.insert("\(indentation)tables: \(tables)", at: first - 1)
    let text = lines.joined(separator: "\n")
    guard (try? ExperimentReader(text, file: file).tables()) == contents else {
      throw error(first, .noPlaceForTables)
    }
    return text
  }
}
