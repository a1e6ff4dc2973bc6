/// A form in which rows are written for programs.
enum RowFormat: Sendable {
  /// RFC 4180 with a header, but with plain newlines.
  case csv
  /// A JSON object a line.
  case jsonLines

  /// What comes before all rows.
  func header(_ columns: [String]) -> String {
    switch self {
    case .csv: columns.map { Datum.text($0).csv }.joined(separator: ",") + "\n"
    case .jsonLines: ""
    }
  }

  /// One row.
  ///
  /// - Precondition: there is a value for each column.
  func row(_ columns: [String], _ values: [Datum]) -> String {
    precondition(columns.count == values.count, "\(values.count) of \(columns.count) columns")
    return switch self {
    case .csv: values.map(\.csv).joined(separator: ",") + "\n"
    case .jsonLines: jsonObject(zip(columns, values)) + "\n"
    }
  }
}

/// A JSON object on one line, its keys in the given order.
func jsonObject(_ entries: some Sequence<(String, Datum)>) -> String {
  "{" + entries.map { "\(Datum.text($0).json): \($1.json)" }.joined(separator: ", ") + "}"
}

/// A JSON array of objects, one a line, with a newline at its end.
func jsonArray(_ objects: [String]) -> String {
  objects.isEmpty ? "[]\n" : "[\n" + objects.joined(separator: ",\n") + "\n]\n"
}
