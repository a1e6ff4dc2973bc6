import Engine
import Foundation

/// A line for each of several stores.
struct StoreList: Sendable {
  /// What is said of one store.
  struct Entry: Hashable, Sendable {
    var directory: String
    var name: String
    var question: String
    var cells: Int
    var stored: Int
    var expected: Int
    var state: String
    /// When the database was last written, in seconds since 1970, if it is known.
    var written: Double?
    /// The size of the database in bytes, if it is known.
    var size: Int?
    var notes: [StoreNote]
  }

  /// The stores in the order in which they were named.
  let entries: [Entry]

  /// The least room in which a question is shown, in columns.
  private static let leastRoom = 12

  /// The list in a format, with a newline at its end.
  func rendered(as format: TableFormat, _ layout: TextLayout = TextLayout()) -> String {
    guard format == .text else {
      return DatumTable(columns: Self.columns, rows: entries.map(row), notes: "")
        .rendered(as: format)
    }
    func column(
      _ heading: String, isText: Bool = false, _ entry: (Entry) -> String
    ) -> TextTable.Column {
      TextTable.Column(heading: heading, entries: entries.map(entry), isText: isText)
    }
    var table = TextTable(
      columns: [
        column("store", isText: true) { singleLine($0.directory) },
        column("experiment", isText: true) { singleLine($0.name) },
        column("cells") { "\($0.cells)" },
        column("trials") { "\($0.stored)/\($0.expected)" },
        column("state", isText: true, \.state),
        column("last written") { $0.written.map(minute) ?? "-" },
        column("size") { $0.size.map(byteText) ?? "-" },
      ])
    let room = layout.width - table.leastWidth - 2
    if room >= Self.leastRoom {
      table.columns.append(column("question", isText: true) { cut(singleLine($0.question), room) })
    }
    let remarks = entries.flatMap { entry in
      entry.notes.last.map { ["\(singleLine(entry.directory)): \($0.line)"] } ?? []
    }
    return table.text(layout) + (remarks.isEmpty ? "" : "\n")
      + remarks.map(layout.remark).joined()
  }

  private static let columns = [
    "directory", "experiment", "question", "cells", "trials", "expected", "state", "last_written",
    "bytes", "remarks",
  ]

  private func row(_ entry: Entry) -> [Datum] {
    [
      .text(entry.directory), .text(entry.name), .text(entry.question), .integer(entry.cells),
      .integer(entry.stored), .integer(entry.expected), .text(entry.state),
      entry.written.map { .text(minute($0)) } ?? .empty, Datum(entry.size),
      .list(entry.notes.map { .text($0.line) }),
    ]
  }
}

/// Bytes in words, in powers of 1000: `950 B`, `4.2 MB`.
func byteText(_ bytes: Int) -> String {
  var (value, units) = (Double(bytes), ["B", "kB", "MB", "GB", "TB"][...])
  while value >= 999.5, units.count > 1 {
    value /= 1000
    units = units.dropFirst()
  }
  return (value < 10 && units.count < 5 ? significant(value, digits: 2) : wholeSteps(value)) + " "
    + (units.first ?? "B")
}

extension StoreList.Entry {
  /// Looks at a store.
  init(_ store: ResultStore, directory: String) throws {
    let experiment = store.experiment
    let tally = try store.tally()
    let abandoned = tally.cells.reduce(0) { $0 + $1.abandoned }
    self.directory = directory
    name = experiment.name
    question = experiment.question ?? ""
    cells = experiment.cellCount
    stored = tally.stored
    expected =
      experiment.adaptiveSeeds == nil ? experiment.trialCount : try SweepSummary(store).expected
    state =
      store.writer != nil
      ? "running"
      : stored >= expected
        ? "complete" : abandoned > 0 ? "\(abandoned) abandoned" : "incomplete"
    let file = try? FileManager.default.attributesOfItem(atPath: store.file.path)
    written = (file?[.modificationDate] as? Date)?.timeIntervalSince1970
    size = (file?[.size] as? NSNumber)?.intValue
    notes = try store.notes()
  }
}
