@testable import Engine
@testable import Sweep

/// Costs of cells whose trials take one step of given work each, and that lie nowhere.
func fixedCosts(_ work: [Double], known: [CellHistory] = []) -> CostModel {
  let cells = work.map {
    CellCost(
      work: TrialWork(
        step: $0, evaluation: 0, curve: 0, grid: EvaluationGrid(), curveSteps: []),
      budget: 1, mayStop: false)
  }
  return CostModel(
    cells: cells, axes: CellAxes(points: cells.map { _ in [] }, exponents: []),
    known: known)
}
