import Engine

/// The forms in which a table is written.
enum TableFormat: String, CaseIterable, Sendable {
  /// Aligned columns and a footer, for reading.
  case text
  /// A row a line, for programs; an undefined value is empty.
  case csv
  /// An array of objects, intervals included; an undefined value is `null`.
  case json
  /// A table for a document, with its footer.
  case markdown
  /// The same for a paper, with the rules of booktabs.
  case latex
}

/// A table of values, and what a reader must know of them.
struct DatumTable: Sendable {
  /// The columns' names.
  let columns: [String]
  /// The rows, each with a value for each column.
  let rows: [[Datum]]
  /// What stands below, with a newline at its end; programs do not get it.
  let notes: String
  /// How many columns, from the first on, are axes; people read them as ``AxisColumns``.
  var axes = 0

  /// The table in a format, with a newline at its end; only text has a layout.
  func rendered(as format: TableFormat, _ layout: TextLayout = TextLayout()) -> String {
    if axes > 0, format != .csv, format != .json {
      return read.rendered(as: format, layout)
    }
    return switch format {
    case .text: textTable.text(layout) + "\n" + layout.remark(notes)
    case .markdown: markdownTable(lines) + "\n" + notes
    case .latex: latexTable(lines) + "\n" + latexEscaped(notes)
    case .csv:
      rows.reduce(into: RowFormat.csv.header(columns)) { $0 += RowFormat.csv.row(columns, $1) }
    case .json: jsonArray(rows.map { jsonObject(zip(columns, $0)) })
    }
  }

  /// The table with its axes as they are read.
  private var read: DatumTable {
    let own = AxisColumns(
      Array(columns[..<axes]),
      rows.map { row in
        row[..<axes].map { datum in
          if case .value(let node) = datum { node } else { ConfigurationNode(.text(datum.csv)) }
        }
      })
    return DatumTable(
      columns: own.headings + columns[axes...],
      rows: zip(own.entries, rows).map { entries, row in
        entries.map { entry in
          Double(entry) == nil ? .text(entry) : .value(ConfigurationNode(.text(entry)))
        } + row[axes...]
      }, notes: own.notes.map { $0 + "\n" }.joined() + notes)
  }

  /// The table in columns, words to the left.
  private var textTable: TextTable {
    let lines = lines
    return TextTable(
      columns: columns.indices.map { column in
        let isText = rows.contains { row in
          if case .text(let text) = row[column] { !text.isEmpty } else { false }
        }
        return TextTable.Column(
          heading: columns[column], entries: lines.dropFirst().map { $0[column] }, isText: isText)
      })
  }

  /// The entries as they are read, the columns' names first.
  var lines: [[String]] {
    [columns]
      + rows.map { row in
        row.map { datum in
          switch datum {
          case .number(let value): fourDigits(value)
          case .empty, .text(""): "-"
          case .text(let text): singleLine(text)
          case .value(let node) where node.content != .null: singleLine(node.summary)
          default: singleLine(datum.csv)
          }
        }
      }
  }
}
