/// Why a file of trials cannot be analyzed.
struct TrialsFileError: InputError, Hashable, Sendable {
  /// What is wrong with the file.
  enum Problem: Hashable, Sendable {
    /// The file could not be read.
    case unreadable(reason: String)
    /// A quoted field is not closed.
    case openQuote
    /// Text follows a closing quote.
    case textAfterQuote
    /// There is no row below the header.
    case noTrials
    /// A column has no name.
    case unnamedColumn
    /// Two columns say the same thing.
    case repeatedColumn(other: String)
    /// A column that is needed is not there.
    case missingColumn(found: [String])
    /// A row has more or fewer fields than the header.
    case raggedRow(count: Int, expected: Int)
    /// A field that needs a value has none.
    case empty
    /// A field is not what its column holds.
    case notAllowed(value: String, allowed: String)
    /// Two milestones of a row, or a milestone and its budget, are in the wrong order.
    case afterBudget(step: Int, budget: Int)
    /// A row repeats the seed and all axes of an earlier one.
    case duplicate(line: Int)
  }

  /// The file, as it was named.
  let file: String
  /// The line, counted from 1, where the problem has one.
  var line: Int? = nil
  /// The name of the column, or its number where it has none.
  var column: String? = nil
  /// What is wrong there.
  let problem: Problem
}

extension TrialsFileError: CustomStringConvertible {
  /// One line: `runs.csv:7: column seed: is x; allowed: a whole number`.
  var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return singleLine("\(place): " + (column.map { "column \($0): " } ?? "") + "\(problem)")
  }
}

extension TrialsFileError.Problem: CustomStringConvertible {
  /// The problem without its place.
  var description: String {
    switch self {
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .openQuote: "a quoted field is not closed"
    case .textAfterQuote: "text follows a closing quote"
    case .noTrials: "there is no row below the header"
    case .unnamedColumn: "has no name"
    case .repeatedColumn(let other):
      other.isEmpty ? "is given twice" : "says the same as column \(other)"
    case .missingColumn(let found):
      "is missing; columns: \(found.joined(separator: ", "))"
    case .raggedRow(let count, let expected):
      "the row has \(count) fields, but the header has \(expected)"
    case .empty: "is empty; only milestones, budgets and norms may be"
    case .notAllowed(let value, let allowed): "is \(value); allowed: \(allowed)"
    case .afterBudget(let step, let budget):
      "is \(step), which is after the step budget of \(budget)"
    case .duplicate(let other): "repeats the seed and all axes of line \(other)"
    }
  }
}
