import Engine

/// A column of one of an experiment's measures.
struct MeasuredColumn: Hashable, Sendable {
  /// The measure, its constants and its grid, as canonical JSON.
  let request: String
  /// The measure's name in this experiment: its kind, and `#2` after it for the second request of a
  /// kind.
  let measure: String
  /// What the column is called within its measure.
  let column: String
  /// Its unit; 1 for a pure number.
  let unit: String
  /// Whether it looks at test samples.
  let looksAtTest: Bool

  /// What the column is called among those of all measures: `ildr.ildr`.
  var name: String { "\(measure).\(column)" }
}

/// The columns of an experiment's measures, in the order of the file, then in that of the measure.
struct MeasuredColumns: Hashable, Sendable {
  /// All of them.
  let all: [MeasuredColumn]

  /// Collects what the measures of an experiment have in any of its cells.
  init(_ requests: [MeasureRequest], columns: (MeasureRequest) -> [MeasureColumn]) {
    var known: [String: Int] = [:]
    all = requests.flatMap { request in
      let number = known[request.kind, default: 0] + 1
      known[request.kind] = number
      let measure = number == 1 ? request.kind : "\(request.kind)#\(number)"
      return columns(request).map { column in
        MeasuredColumn(
          request: request.identity, measure: measure, column: column.name, unit: column.unit,
          looksAtTest: request.looksAtTest(column.name))
      }
    }
  }

  /// The columns that a name stands for: all of a measure, or one by its full name, or by its own if no
  /// other measure has one of that name.
  func named(_ name: String) throws(NoSuchColumn) -> [MeasuredColumn] {
    let measure = all.filter { $0.measure == name }
    if !measure.isEmpty { return measure }
    let found = all.filter { $0.name == name }
    if !found.isEmpty { return found }
    let own = all.filter { $0.column == name }
    guard own.count == 1 else {
      throw NoSuchColumn(name: name, taken: (own.isEmpty ? all : own).map(\.name))
    }
    return own
  }
}

/// A name that stands for no measure or column of an experiment, or for several.
struct NoSuchColumn: InputError, Hashable {
  /// The name.
  let name: String
  /// The columns that are measured.
  let taken: [String]

  /// What is taken instead, as errors list it.
  var allowed: String {
    taken.isEmpty ? "nothing, because nothing is measured" : taken.joined(separator: ", ")
  }

  /// One line.
  var description: String { "no measure or column is \(name); taken: \(allowed)" }
}
