/// Lines of entries in aligned columns.
func aligned(_ lines: [[String]]) -> String {
  let widths = (lines.first ?? []).indices.map { column in
    lines.map { $0[column].count }.max() ?? 0
  }
  return lines.map { line in
    let padded = zip(line, widths).map { entry, width in
      String(repeating: " ", count: width - entry.count) + entry
    }
    return padded.joined(separator: "  ") + "\n"
  }.joined()
}

/// Lines of entries as a table of Markdown, the first of them its head.
func markdownTable(_ lines: [[String]]) -> String {
  func line(_ entries: [String]) -> String {
    "| " + entries.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
  }
  guard let head = lines.first else { return "" }
  let rule = "|" + String(repeating: " ---: |", count: head.count) + "\n"
  return line(head) + rule + lines.dropFirst().map(line).joined()
}
