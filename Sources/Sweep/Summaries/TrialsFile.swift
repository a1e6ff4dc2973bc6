import Engine
import Foundation

/// Trials that somebody else ran, from a CSV file with a row a trial.
///
/// The axes are the configuration's columns whose value varies, in the order of the file; the cells
/// are their combinations, in the order in which they first appear. An empty milestone is censored:
/// after the step budget where the row has one. Without one the bound is unknown. It is then taken
/// to be the last step that any trial of the cell is known to have reached, which is right if the
/// trials of a cell have one budget; a trial of which not even that is known is censored after 0.
struct TrialsFile: Sendable {
  /// The file, as it was named.
  let file: String
  /// The axes' names, as the file has them.
  let axes: [String]
  /// The cells.
  let cells: [CellLabel]
  /// The trials of each cell.
  let trials: [[TrialSummary]]
  /// How many censored trials have no step budget.
  let unknownBounds: Int
  /// The largest number of steps of which all known milestones are multiples: the distance of evaluations
  /// if it was the same throughout, and else one step.
  let spacing: Int

  /// Reads a file.
  ///
  /// `budget` holds for the rows that have none.
  init(reading file: String, budget: Int? = nil) throws(TrialsFileError) {
    let text: String
    do {
      text = try String(contentsOfFile: file, encoding: .utf8)
    } catch {
      throw TrialsFileError(file: file, problem: .unreadable(reason: systemReason(error)))
    }
    try self.init(text, file: file, budget: budget)
  }

  /// The greatest common divisor (Euclid, Elements VII.2).
  private static func commonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  /// Reads the text of a file.
  init(_ text: String, file: String, budget: Int? = nil) throws(TrialsFileError) {
    let header = try TrialsHeader(text, file: file)
    let rows = try header.rows.map { row throws(TrialsFileError) in
      try TrialsRow(row, header, budget: budget)
    }
    let varied = header.fieldColumns.indices.filter { index in
      Set(rows.map { $0.values[index].canonicalJSON }).count > 1
    }
    var numbers: [[String]: Int] = [:]
    var members: [[TrialsRow]] = []
    for row in rows {
      let key = varied.map { row.values[$0].canonicalJSON }
      if let number = numbers[key] {
        members[number].append(row)
      } else {
        numbers[key] = members.count
        members.append([row])
      }
    }
    for cell in members {
      var lines: [Int: Int] = [:]
      for row in cell {
        if let line = lines.updateValue(row.line, forKey: row.seed) {
          throw TrialsFileError(
            file: file, line: row.line, column: "seed", problem: .duplicate(line: line))
        }
      }
    }

    self.file = file
    axes = varied.map { header.names[header.fieldColumns[$0]] }
    cells = members.map { rows in
      let budgets = Set(rows.map(\.budget))
      return CellLabel(
        values: varied.map { rows[0].values[$0] }, node: header.node(rows[0].values),
        budget: budgets.count == 1 ? rows[0].budget : nil)
    }
    trials = members.enumerated().map { number, rows in
      let last = rows.flatMap { [$0.memorization, $0.generalization].compactMap(\.self) }.max()
      return rows.map { row in
        TrialSummary(
          cell: number, seed: row.seed, milestones: row.milestones(bound: row.budget ?? last ?? 0))
      }
    }
    spacing = max(
      1,
      rows.flatMap { [$0.memorization, $0.generalization].compactMap(\.self) }
        .reduce(0, Self.commonDivisor))
    unknownBounds = rows.count { $0.budget == nil && $0.isCensored }
  }
}

/// One row, read.
private struct TrialsRow {
  let line: Int
  var seed = 0
  var budget: Int?
  var memorization: Int?
  var generalization: Int?
  var norms: [NormPoint: Double] = [:]
  var diverged = false
  var compressionFactor: Double?
  /// The values of the configuration's columns.
  var values: [ConfigurationNode] = []

  var isCensored: Bool { !diverged && (memorization == nil || generalization == nil) }

  init(_ row: CSVText.Row, _ header: TrialsHeader, budget: Int?) throws(TrialsFileError) {
    line = row.line
    let step = "a whole number from 0, or nothing"
    for (index, text) in row.fields.enumerated() {
      let place = Place(header: header, line: row.line, index: index, text: text)
      switch header.columns[index] {
      case .seed:
        guard let value = place.whole else { throw place.refused("a whole number") }
        seed = value
      case .budget:
        self.budget = try place.optionalWhole(from: 1, "a whole number from 1, or nothing")
      case .memorization: memorization = try place.optionalWhole(from: 0, step)
      case .generalization: generalization = try place.optionalWhole(from: 0, step)
      case .norm2(let norm):
        guard !text.isEmpty else { continue }
        guard let value = place.number, value >= 0 else {
          throw place.refused("a number from 0, or nothing")
        }
        norms[norm] = value
      case .outcome: diverged = text == Outcome.diverged.rawValue
      case .compressionFactor:
        guard !text.isEmpty else { continue }
        guard let value = place.number else { throw place.refused("a number, or nothing") }
        compressionFactor = value
      case .unused: continue
      case .field(_, let kind): values.append(try place.value(kind, header.isText[index]))
      }
    }
    self.budget = self.budget ?? budget
    for (column, value) in [
      (TrialsColumn.memorization, memorization), (.generalization, generalization),
    ] {
      if let value, let limit = self.budget, value > limit {
        throw header.error(row.line, column, .afterBudget(step: value, budget: limit))
      }
    }
  }

  func milestones(bound: Int) -> Milestones {
    func milestone(_ step: Int?) -> Milestone {
      step.map(Milestone.reached) ?? .censored(after: bound)
    }
    return Milestones(
      memorization: milestone(memorization), generalization: milestone(generalization),
      diverged: diverged, steps: bound, norm2AtMemorization: norms[.memorization],
      norm2AtGeneralization: norms[.generalization], norm2AtEnd: norms[.end],
      norm2AtStart: norms[.start], norm2Peak: norms[.peak],
      compressionFactor: diverged ? nil : compressionFactor)
  }
}

/// One field of a row.
private struct Place {
  let header: TrialsHeader
  let line: Int
  let index: Int
  let text: String

  var number: Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }

  var whole: Int? { Int(text) ?? number.flatMap { Int(exactly: $0) } }

  func refused(_ allowed: String) -> TrialsFileError {
    TrialsFileError(
      file: header.file, line: line, column: header.names[index],
      problem: text.isEmpty ? .empty : .notAllowed(value: text, allowed: allowed))
  }

  func optionalWhole(from least: Int, _ allowed: String) throws(TrialsFileError) -> Int? {
    if text.isEmpty { return nil }
    guard let whole, whole >= least else { throw refused(allowed) }
    return whole
  }

  func value(
    _ kind: TrialsColumn.FieldKind, _ isText: Bool
  ) throws(TrialsFileError) -> ConfigurationNode {
    if text.isEmpty { throw refused("") }
    if isText { return ConfigurationNode(.text(text)) }
    guard let number, kind.allows(number) else { throw refused(kind.allowed) }
    return ConfigurationNode(Int(text).map { .integer($0) } ?? .real(number), line: line)
  }
}
