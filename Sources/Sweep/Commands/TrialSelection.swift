import ArgumentParser
import Engine

/// The cells, and perhaps the seed, that a command is asked about: `train_fraction=0.4,seed=3`.
///
/// Instead of conditions, a number stands for the cell's row in the table, counted from 1.
struct TrialSelection: Hashable, Sendable {
  /// The seed of the trial, or `nil` for whole cells.
  let seed: Int?
  private let row: Int?
  private let conditions: [CellCondition]

  /// Reads a selection; `nil` if it is none.
  init?(_ text: String) {
    var (seed, row): (Int?, Int?) = (nil, nil)
    var conditions: [CellCondition] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let part = String(part).trimmed
      if let number = Int(part), row == nil {
        row = number
      } else if part.hasPrefix("seed=") {
        guard seed == nil, let number = Int(part.dropFirst(5)) else { return nil }
        seed = number
      } else if let condition = CellCondition(part) {
        conditions.append(condition)
      } else {
        return nil
      }
    }
    (self.seed, self.row, self.conditions) = (seed, row, conditions)
  }

  /// Refuses what is no selection.
  static func check(_ text: String) throws {
    guard TrialSelection(text) == nil else { return }
    throw ValidationError(
      "the cell is '\(text)'; allowed: its row in the table, or conditions of a field, one "
        + "of = != < <= > >= and a value, separated by commas; and seed=NUMBER")
  }

  /// The positions in the grid of the cells that are selected; there is at least one.
  func cells(of experiment: Experiment) throws(SelectionError) -> [Int] {
    if let row, !(1...experiment.cellCount).contains(row) {
      throw .noRow(row, count: experiment.cellCount)
    }
    if let seed, !experiment.seeds.contains(seed) {
      throw .noSeed(seed, of: experiment.seeds)
    }
    let candidates = row.map { [$0 - 1] } ?? Array(0..<experiment.cellCount)
    let labels = candidates.map { CellLabel(experiment.cell($0)) }
    return try CellSelection(conditions, of: labels, axes: experiment.fields).kept
      .map { candidates[$0] }
  }
}
