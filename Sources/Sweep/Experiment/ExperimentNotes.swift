import Engine
import Foundation

extension Experiment {
  /// The largest number of cells that notes are taken of.
  private static let notedCells = 10_000

  /// What a reader of the results would want to have known before they were trained, a line each.
  var notes: [String] {
    let cells = (0..<min(cellCount, Self.notedCells)).map { cell($0).configuration }
    return [Self.decayNote(cells), Self.evaluationNote(cells, tables.samples)].compactMap(\.self)
  }

  private static func decayNote(_ cells: [TrialConfiguration]) -> String? {
    let rounded = cells.compactMap(\.roundedDecay)
    guard let worst = rounded.max(by: { error($0) < error($1) }) else { return nil }
    return "float32 rounds the decay in \(rounded.count) of \(cells.count) cells by more than 1 %: "
      + "ηλ = \(number(worst.stated)) acts as \(number(worst.applied)); precision: float64 decays "
      + "as it says"
  }

  private static func error(_ decay: (stated: Double, applied: Double)) -> Double {
    (decay.applied / decay.stated - 1).magnitude
  }

  private static func evaluationNote(
    _ cells: [TrialConfiguration], _ tables: SampleTables
  ) -> String? {
    let shares = cells.map { cell in
      TrialWork(cell, tables: tables).evaluationShare(steps: Double(cell.steps))
    }
    let many = shares.filter { $0 > 0.5 }
    guard let largest = many.max(), let index = shares.firstIndex(of: largest) else { return nil }
    var seldom = cells[index]
    seldom.evaluation = EvaluationGrid()
    seldom.evaluation.perDecade = 20
    let less = TrialWork(seldom, tables: tables).evaluationShare(steps: Double(seldom.steps))
    // What fewer evaluations would not change is the pruning curve's.
    guard less < largest - 0.1 else { return nil }
    return "evaluations are most of the work in \(many.count) of \(cells.count) cells, up to "
      + "\(percent(largest)) of a whole budget; with evaluation: {per_decade: 20} they would be "
      + percent(less)
  }

  private static func number(_ value: Double) -> String { String(format: "%.3g", value) }

  private static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
}
