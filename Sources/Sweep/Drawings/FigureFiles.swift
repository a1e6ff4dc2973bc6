import Figures
import Foundation

/// The files of figures: for each its SVG, its data and its script.
enum FigureFiles {
  /// Why a file cannot be written.
  struct Failure: InputError, Hashable {
    /// The file or folder.
    let path: String
    /// Why, in the system's words.
    let reason: String

    var description: String { "cannot write \(path): \(reason)" }
  }

  /// Writes the files of figures into a folder, which is made if need be.
  static func write(_ figures: [Figure], to folder: String) throws(Failure) {
    let folder = URL(fileURLWithPath: folder)
    try attempt(folder) {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    for figure in figures {
      for (ending, text) in [("svg", figure.svg), ("csv", figure.csv), ("py", figure.script)] {
        let file = folder.appending(path: "\(figure.fileName).\(ending)")
        try attempt(file) { try text.write(to: file, atomically: true, encoding: .utf8) }
      }
    }
  }

  private static func attempt(_ file: URL, _ body: () throws -> Void) throws(Failure) {
    do {
      try body()
    } catch {
      throw Failure(path: file.path, reason: systemReason(error))
    }
  }
}

extension FieldFigures {
  /// What each figure shows, and why others are left out: a line each.
  var listing: String {
    let shown = all.map { figure in
      (figure.name, Self.kinds.first { $0.name == figure.name }?.topic ?? figure.title)
    }
    let lines = shown + omitted.map { ($0.name, "left out: \($0.reason)") }
    let width = lines.map(\.0.count).max() ?? 0
    return lines.map { name, text in
      name + String(repeating: " ", count: width - name.count) + "  " + text + "\n"
    }.joined()
  }

  /// What was written and what was left out.
  func report(of folder: String) -> String {
    let names = all.map(\.fileName).joined(separator: ", ")
    let written = all.isEmpty ? "" : "\(folder): \(names) (.svg, .csv, .py each)\n"
    return written + omitted.map { "left out: \($0.name), because \($0.reason)\n" }.joined()
  }
}
