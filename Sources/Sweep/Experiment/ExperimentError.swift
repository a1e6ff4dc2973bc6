import Engine

/// Why an experiment file cannot be run.
struct ExperimentError: InputError, Hashable, Sendable {
  /// What is wrong with the file.
  enum Problem: Hashable, Sendable {
    /// The file could not be read.
    case unreadable(reason: String)
    /// The text is not YAML, or none that an experiment is written in.
    case notYAML(reason: String)
    /// A mapping has a key twice.
    case repeatedKey(String)
    /// A value, or a key, is none that is allowed.
    case invalid(ConfigurationError)
    /// A table of samples, which `file` is, cannot be used.
    case table(TableProblem)
    /// The top level begins with no key on a line of its own, where the tables would go.
    case noPlaceForTables
    /// The trials' own seed was given outside of `seeds`.
    case trialSeed(field: String)
    /// `seeds` lists a seed twice.
    case repeatedSeed(Int)
    /// A field is varied by two axes.
    case repeatedAxis(field: String)
    /// An axis has no values.
    case emptyAxis(field: String)
    /// An axis has a value twice.
    case repeatedValue(field: String, value: String)
    /// Two fields of a `zip` group have different numbers of values.
    case unequalLengths(field: String, count: Int, other: String, otherCount: Int)
    /// A field lies within a value that has no fields.
    case noField(String, within: String, value: String)
    /// An `exclude` rule names no field, and would leave out everything.
    case emptyRule
    /// An `exclude` rule names a field that is not varied.
    case noAxis(field: String, axes: [String])
    /// An `exclude` rule names a value that is not on the field's axis.
    case noValue(field: String, value: String, values: [String])
    /// The `exclude` rules leave no cell.
    case everythingExcluded
    /// Two cells would train the same trials.
    case sameConfiguration(String, String)
    /// A contrast names a field that is not varied.
    case noContrastAxis(field: String, axes: [String])
    /// A contrast names no cell, or several.
    case notOneCell(path: String, count: Int, others: [String])
    /// A contrast compares a cell with itself.
    case sameCell
    /// A contrast claims an exponent of a field without two values above 0.
    case noExponent(field: String)
    /// A contrast is declared twice.
    case repeatedContrast
    /// Two measures are the same.
    case repeatedMeasure(String)
    /// The grid explodes. The count is `nil` where it exceeds the whole numbers.
    case tooManyTrials(Int?, limit: Int)
  }

  /// The file, as it was named.
  let file: String
  /// The line, counted from 1, where the problem has one.
  let line: Int?
  /// What is wrong there.
  let problem: Problem
}

extension ExperimentError: CustomStringConvertible {
  /// One line: `experiment.yaml:7: optimizer.beta1 is 1.5; allowed: from 0 to below 1`.
  var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return singleLine("\(place): \(problem)")
  }
}

extension ExperimentError {
  /// Reads a text file that an experiment consists of.
  static func text(at path: String, largestSize: Int) throws(ExperimentError) -> String {
    do throws(TextFile.Unreadable) {
      return try TextFile.text(at: path, largestSize: largestSize)
    } catch {
      throw ExperimentError(file: path, line: nil, problem: .unreadable(reason: error.reason))
    }
  }
}

extension ExperimentError.Problem: CustomStringConvertible {
  /// The problem without its place.
  var description: String {
    switch self {
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .notYAML(let reason): "not an experiment in YAML: \(reason)"
    case .repeatedKey(let key): "the key \(key) is given twice"
    case .invalid(let error): error.description
    case .table(let problem): "\(problem)"
    case .noPlaceForTables:
      "an experiment with a table must begin with a key on a line of its own"
    case .trialSeed(let field):
      "\(field) cannot be set, because `seeds` gives it; allowed here: split, initialization, "
        + "batches"
    case .repeatedSeed(let seed): "seeds lists \(seed) twice"
    case .repeatedAxis(let field): "\(field) is varied by two axes; allowed: one"
    case .emptyAxis(let field): "\(field) is varied over no value; an axis needs at least one"
    case .repeatedValue(let field, let value): "\(field) has the value \(value) twice on its axis"
    case .unequalLengths(let field, let count, let other, let otherCount):
      "\(field) has \(count) values, but \(other) has \(otherCount); fields of one zip group "
        + "need equally many"
    case .noField(let field, let within, let value):
      "\(field) is no field, because \(within) is \(value)"
    case .emptyRule: "a rule of grid.exclude names no field, and would leave out every cell"
    case .noAxis(let field, let axes):
      "\(field) is excluded by value, but is no axis; axes: \(axes.joined(separator: ", "))"
    case .noValue(let field, let value, let values):
      "\(field) is never \(value); values on its axis: \(values.joined(separator: ", "))"
    case .everythingExcluded: "grid.exclude leaves out every cell"
    case .sameConfiguration(let first, let second):
      "two cells have the same configuration: \(first) and \(second)"
    case .noContrastAxis(let field, let axes):
      "a contrast names \(field), which is no axis; axes: \(axes.joined(separator: ", "))"
    case .notOneCell(let path, let count, let others):
      count == 0
        ? "\(path) names no cell of the grid"
        : "\(path) names \(count) cells; allowed: one, so add \(others.joined(separator: " or "))"
    case .sameCell: "a contrast compares a cell with itself"
    case .noExponent(let field):
      "\(field) has no exponent, because it does not take two values above 0"
    case .repeatedContrast: "a contrast is declared twice"
    case .repeatedMeasure(let kind): "the measure \(kind) is asked for twice with the same keys"
    case .tooManyTrials(let count, let limit):
      "the grid has \(count.map { "\($0)" } ?? "more than \(Int.max)") trials; allowed: up to "
        + "\(limit)"
    }
  }
}
