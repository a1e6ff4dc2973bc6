import Engine

@testable import Sweep

/// A trial with an evaluation every 10 steps whose accuracies step from 0.5 to 1.
///
/// An accuracy that steps up at `nil` never does; norms fall by 1 an evaluation from 1000.
func plantedTrial(
  memorizedAt: Int?, generalizedAt: Int?, steps: Int, ending: Ending = .budget,
  pruning: PruningCurve? = nil
) -> TrialResult {
  func accuracy(_ step: Int, _ threshold: Int?) -> Double {
    if let threshold, step >= threshold { 1 } else { 0.5 }
  }
  let trajectory = stride(from: 0, through: steps, by: 10).map { step in
    Evaluation(
      step: step, trainLoss: 1, trainAccuracy: accuracy(step, memorizedAt), testLoss: 2,
      testAccuracy: accuracy(step, generalizedAt), tensorNorm2: [600 - Double(step / 10), 400],
      pruning: step == steps ? pruning : nil)
  }
  return TrialResult(tensors: ["E", "W"], trajectory: trajectory, ending: ending)
}

/// A trajectory of the given accuracies, train and test alike, one at each step from 0.
func trajectory(_ accuracies: [Double]) -> [Evaluation] {
  accuracies.enumerated().map { step, accuracy in
    Evaluation(
      step: step, trainLoss: 0, trainAccuracy: accuracy, testLoss: 0, testAccuracy: accuracy,
      tensorNorm2: [1])
  }
}

/// A cell whose axes are the given fields.
func plantedCell(
  _ index: Int, _ fields: [(String, ConfigurationNode)], steps: Int = 60_000
) -> Cell {
  var base = TrialConfiguration()
  base.steps = steps
  var node = base.node
  for (path, value) in fields { node.set(value, at: path.split(separator: ".")[...]) }
  guard let configuration = try? TrialConfiguration(node, at: "") else {
    preconditionFailure("\(node.canonicalJSON) is no configuration")
  }
  return Cell(index: index, values: fields.map(\.1), configuration: configuration)
}

/// A sweep over one axis with the given trials in each cell.
func plantedSweep(
  _ field: String, _ cells: [(ConfigurationNode, [TrialResult])], thresholds: Thresholds = .init(),
  expected: Int? = nil, outsideGrid: Int = 0, steps: Int = 60_000
) -> SweepSummary {
  var sweep = SweepSummary(
    fields: [field],
    cells: cells.enumerated().map { plantedCell($0, [(field, $1.0)], steps: steps) },
    thresholds: thresholds, expected: expected ?? cells.reduce(0) { $0 + $1.1.count },
    outsideGrid: outsideGrid)
  for (cell, (_, trials)) in cells.enumerated() {
    for (seed, result) in trials.enumerated() { sweep.add(result, cell: cell, seed: seed) }
  }
  return sweep
}

/// A number of a configuration.
func real(_ value: Double) -> ConfigurationNode { ConfigurationNode(.real(value)) }
