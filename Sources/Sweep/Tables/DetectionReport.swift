import Engine
import Statistics

/// What detectors say of a sweep, for reading and for programs.
struct DetectionReport: Sendable {
  /// The forms in which it is written.
  enum Format: String, CaseIterable, Sendable {
    /// Tables for reading.
    case text
    /// A row for each detector and cell; an undefined value is empty.
    case csv
    /// One object: `detections`, with the rows of ``csv``, and `agreement`; an undefined value is `null`.
    case json
  }

  /// What they say.
  let detections: Detections
  /// Whether the text has each detector by cell, and their agreement.
  var showsDetails = true

  /// The report in a format, with a newline at its end.
  func rendered(as format: Format) -> String {
    switch format {
    case .text: text
    case .csv: csv(detections.rows)
    case .json:
      "{\n\"detections\": " + json(detections.rows) + ",\n\"agreement\": "
        + json(detections.agreementRows) + "\n}\n"
    }
  }

  /// What each detector says of each trial, in a format, with a newline at its end.
  func events(as format: Format) -> String {
    let (columns, rows) = detections.events
    switch format {
    case .text: return DatumTable(columns: columns, rows: rows, notes: "").rendered(as: .text)
    case .csv: return csv((columns, rows))
    case .json: return json((columns, rows)) + "\n"
    }
  }

  private func csv(_ table: (columns: [String], rows: [[Datum]])) -> String {
    table.rows.reduce(into: RowFormat.csv.header(table.columns)) {
      $0 += RowFormat.csv.row(table.columns, $1)
    }
  }

  private func json(_ table: (columns: [String], rows: [[Datum]])) -> String {
    String(jsonArray(table.rows.map { jsonObject(zip(table.columns, $0)) }).dropLast())
  }
}

// MARK: - For reading

extension DetectionReport {
  private var sweep: SweepSummary { detections.sweep }

  private var text: String {
    let details = detections.detectors.indices.map(block).joined() + agreement
    return cells + "\n" + summary + (showsDetails ? details : "") + "\n" + notes
  }

  /// A line for each detector, over all cells.
  private var summary: String {
    let horizon = detections.horizon.map { "alarms by step \($0)" } ?? "alarms by then"
    let heads = [
      "detector", "before", "after", "never", "no base", "median lead", horizon, "share", "AUROC",
    ]
    return aligned(
      [heads]
        + detections.detectors.indices.map { index in
          let found = detections.detection(index, cell: nil)
          let alarms = found.alarmsInTime ?? Proportion(count: 0, total: 0)
          let area = detections.separations.first { $0.detector == index && $0.cell == nil }?.area
          return [
            detections.detectors[index].name, "\(found.before) of \(found.delayed)",
            "\(found.after)", "\(found.never)", "\(found.blind)", lead(found),
            "\(alarms.count) of \(alarms.total)", share(alarms),
            area?.value.map { significant($0, digits: 2) } ?? "-",
          ]
        })
  }

  private func lead(_ found: Detection) -> String {
    found.lead.bounds.map { $0.low.isFinite ? ends($0, " to ") : "never" } ?? "-"
  }

  /// The cells by the numbers that stand for them below, which are those of their rows in the table of the
  /// same cells, with what their trials are.
  private var cells: String {
    let heads = ["cell", "trials"] + TrialRole.allCases.map(\.heading)
    let counts = sweep.cells.indices.map { cell -> [String] in
      let roles = detections.trials.filter { $0.cell == cell }.map(\.role)
      let counts = [roles.count] + TrialRole.allCases.map { role in roles.count { $0 == role } }
      return ["\(cell + 1)"] + counts.map(String.init)
    }
    let lines = aligned([heads] + counts).split(separator: "\n").map(String.init)
    let axes = AxisColumns(sweep.fields, sweep.cells.map(\.values))
    let names = ([axes.headings] + axes.entries).map { $0.joined(separator: ", ") }
    let joined = zip(lines, names).map { "\($0)  \($1)" }
    if joined.allSatisfy({ $0.count <= Self.width }) { return joined.map { $0 + "\n" }.joined() }
    let legend = zip(["cell"] + sweep.cells.indices.map { "\($0 + 1)" }, names).map {
      number, name in
      "\(String(repeating: " ", count: max(0, 4 - number.count)))\(number)  \(name)\n"
    }
    return lines.map { $0 + "\n" }.joined() + "\n" + legend.joined()
  }

  /// The columns of a narrow window.
  private static let width = 100

  private func block(_ index: Int) -> String {
    let detector = detections.detectors[index]
    let test = detector.column.looksAtTest ? "; looks at test samples" : ""
    return "\n\(detector.name): \(detector.rule)\n  \(detections.origin(index))\(test)\n"
      + indented(leads(index)) + indented(alarms(index)) + indented(areas(index))
  }

  private func leads(_ index: Int) -> [[String]] {
    let heads = [
      "cell", "delayed", "before", "tied", "after", "never", "no base", "by mem", "median lead",
      "95 %", "sign p",
    ]
    return [heads]
      + places { $0 == .delayed }.map { name, cell in
        let found = detections.detection(index, cell: cell)
        let counts = [
          found.delayed, found.before, found.tied, found.after, found.never, found.blind,
          found.early,
        ]
        return [name] + counts.map(String.init) + [
          lead(found), found.lead.interval.map { "[\(ends($0, ", "))]" } ?? "-", sign(found.sign),
        ]
      }
  }

  private func alarms(_ index: Int) -> [[String]] {
    let horizon = detections.horizon.map { "by step \($0)" } ?? "by then"
    let heads = ["cell", "controls", "fired", "share", horizon, "share"]
    return [heads]
      + places { $0 == .censored }.map { name, cell in
        let found = detections.detection(index, cell: cell)
        let alarms = [found.alarms, found.alarmsInTime ?? Proportion(count: 0, total: 0)]
        return [name, "\(found.alarms.total + found.blindControls)"]
          + alarms.flatMap { ["\($0.count) of \($0.total)", share($0)] }
      }
  }

  private func areas(_ index: Int) -> [[String]] {
    let heads = ["AUROC at", "cell", "delayed", "controls", "area", "95 %"]
    let found = detections.separations.filter { $0.detector == index && $0.area.value != nil }
    return [heads]
      + found.map { separation in
        let area = separation.area
        return [
          separation.moment.words.replacing("the ", with: ""),
          separation.cell.map { "\($0 + 1)" } ?? "all", "\(area.cases)", "\(area.controls)",
          area.value.map { significant($0, digits: 3) } ?? "-", area.interval.map(short) ?? "-",
        ]
      }
  }

  private var agreement: String {
    let heads = ["agreement", "trials", "tau", "within cells"]
    let lines = detections.agreements.filter { $0.trials > 1 }.map { agreement in
      [
        [agreement.detectors.0, agreement.detectors.1].map { detections.detectors[$0].name }
          .joined(separator: ", "), "\(agreement.trials)",
      ]
        + [agreement.overall, agreement.withinCells].map { ranks in
          ranks.tau.map { significant($0, digits: 3) } ?? "-"
        }
    }
    return lines.isEmpty ? "" : "\n" + aligned([heads] + lines)
  }

  /// The cells that have trials of some role, and all together if that is more than one.
  private func places(_ isWanted: (TrialRole) -> Bool) -> [(name: String, cell: Int?)] {
    let cells = sweep.cells.indices.filter { cell in
      detections.trials.contains { $0.cell == cell && isWanted($0.role) }
    }
    return cells.map { ("\($0 + 1)", $0) } + (cells.count > 1 ? [("all", nil)] : [])
  }

  private func indented(_ lines: [[String]]) -> String {
    guard lines.count > 1 else { return "" }
    return aligned(lines).split(separator: "\n").map { "  \($0)\n" }.joined()
  }

  /// The sign test's p, and on which side the detector is.
  private func sign(_ test: SignTest) -> String {
    guard let p = test.pValue else { return "-" }
    return significant(p, digits: 2) + (test.negative > test.positive ? " against" : "")
  }

  private func ends(_ interval: Interval, _ separator: String) -> String {
    [interval.low, interval.high].map { end in
      end.isFinite ? wholeSteps(end) : "never"
    }.joined(separator: separator)
  }

  private func share(_ proportion: Proportion) -> String {
    guard let value = proportion.value, let interval = proportion.interval else { return "-" }
    return "\(significant(value, digits: 2)) \(short(interval))"
  }

  private func short(_ interval: Interval) -> String {
    "[\(significant(interval.low, digits: 2)), \(significant(interval.high, digits: 2))]"
  }
}

extension TrialRole {
  /// The role as the head of a column.
  fileprivate var heading: String { self == .censored ? "controls" : rawValue }
}
